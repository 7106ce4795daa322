/** The parameters that questions about causality share: what bounds them, and the clocks that times are by. */
import { choice, count, required, spanId, traceId } from './parameters.js';
import { spanRef } from './span-ref-parameter.js';

export const clocks = choice(
  'The times of spans: as their clocks measured them, or moved by the estimated offsets of contradicted clocks.',
  ['measured', 'adjusted'],
  'measured',
);

export const keep = spanRef('A span that is there in any case, whatever a limit leaves out.');

export const graphCenter = {
  trace: required(traceId('The trace in the centre.')),
  span: spanId('The span in the centre; without it, the whole trace is.'),
  hops: count('The maximum number of links from the centre.', { min: 0, max: 50, preset: 3 }),
  direction: choice('The direction in which links are followed.', ['causes', 'effects', 'both'], 'both'),
};

export const graphBounds = {
  traces: count('The maximum number of traces.', { min: 1, max: 500, preset: 50 }),
  spans: count('The maximum number of spans.', { min: 1, max: 50_000, preset: 5_000 }),
  links: count('The maximum number of links; of each hop, and in all.', { min: 1, max: 50_000, preset: 20_000 }),
  keep,
};
