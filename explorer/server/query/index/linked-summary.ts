/** A trace summary with one more fact about its links. */
import type { TraceSummary } from '../../../api/answers.js';

export interface LinkedSummary extends TraceSummary {
  /** True if links lead to traces other than those summarized with it. */
  readonly hasMore: boolean;
}

/** The services that a summary lists. */
export const MAX_SERVICES = 100;

export const toTraceSummary = ({ hasMore: _, ...summary }: LinkedSummary): TraceSummary => summary;
