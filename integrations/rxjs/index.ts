/** Observables: a span for each subscription. */
export { followObservables } from '../../lib/observable.js';
export { withSpan, type WithSpanOptions } from './with-span.js';
