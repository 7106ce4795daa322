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

/** Returns the texts of a summary as answers contain them. */
export function cutTexts({
  name,
  service,
  services,
}: Pick<TraceSummary, 'name' | 'service' | 'services'>): Pick<TraceSummary, 'name' | 'service' | 'services' | 'isCut'> {
  const cut = {
    name: cutText(name),
    service: cutText(service),
    services: [...new Set(services.map((one) => cutText(one, MAX_SERVICE_TEXT)))],
  };
  const isCut = cut.name !== name || cut.service !== service || services.some((one) => !cut.services.includes(one));
  return { ...cut, ...(isCut && { isCut }) };
}

export const toTraceSummary = ({ hasMore: _, ...summary }: LinkedSummary): TraceSummary => summary;
