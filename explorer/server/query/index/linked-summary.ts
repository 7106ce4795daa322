/** A trace summary with one more fact about its links. */
import type { TraceSummary } from '../../../api/answers.js';
import { cutText } from './bounded-text.js';

export interface LinkedSummary extends TraceSummary {
  /** True if links lead to traces other than those summarized with it. */
  readonly hasMore: boolean;
}

/** The services that a summary lists. */
export const MAX_SERVICES = 100;

// a list of a hundred long names would be more than a lane shows
const MAX_SERVICE_TEXT = 128;

/** Returns the texts of a summary as answers contain them. @param services all of them, or one more than are listed */
export function cutTexts({
  name,
  service,
  services,
}: Pick<TraceSummary, 'name' | 'service' | 'services'>): Pick<TraceSummary, 'name' | 'service' | 'services' | 'isCut'> {
  // its own service is the same text in both places
  const listed = (one: string): string => cutText(one, one === service ? undefined : MAX_SERVICE_TEXT);
  const cut = {
    name: cutText(name),
    service: cutText(service),
    services: [...new Set(services.slice(0, MAX_SERVICES).map(listed))],
  };
  const isCut = cut.name !== name || cut.service !== service || services.some((one) => !cut.services.includes(one));
  return { ...cut, ...(isCut && { isCut }) };
}

export const toTraceSummary = ({ hasMore: _, ...summary }: LinkedSummary): TraceSummary => summary;
