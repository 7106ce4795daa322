/** Observables: a span for each subscription. */
export { followObservables } from '../../lib/observables/follow-observables.js';
export { withSpan, type WithSpanOptions } from './with-span.js';
