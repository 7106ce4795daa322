/** `spanlink/temporal`: Temporal's interceptors, in which runs and attempts are linked to what caused them. */
export { historyOf, type TemporalHistory } from './history/history.js';
export { temporalLinks, type TemporalLinks, type TemporalLinksOptions } from './temporal-links.js';
export type { TemporalRelation } from './contract/relation.js';
