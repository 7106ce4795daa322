/** The export of a causal graph: its spans, as a file that `open` and the OpenTelemetry Collector read. */
import { graphBounds, graphCenter } from './causal-parameters.js';
import { choice, count } from './parameters.js';
import type { Asked } from './parameters.js';
import type { Question } from './questions.js';

/** The media type of OTLP in JSON, a request on each line. */
export const EXPORT_TYPE = 'application/x-ndjson';
/** The header that names the bounds that left something out of an export, as `cutBy` does in answers. */
export const CUT_BY_HEADER = 'Spanlink-Cut-By';

export const EXPORT = {
  path: '/api/export',
  summary: 'The spans of a causal graph as OTLP in JSON, a request on each line.',
  parameters: {
    ...graphCenter,
    ...graphBounds,
    spans: count('The maximum number of spans.', { min: 1, max: 50_000, preset: 50_000 }),
    ids: choice(
      'Ids of traces and spans, also those in attributes: kept, or each renamed to another one, everywhere the same.',
      ['kept', 'renamed'],
      'kept',
    ),
    times: choice(
      'Times: kept, or all shifted by the same time, so that the first span starts in the year 2000.',
      ['kept', 'shifted'],
      'kept',
    ),
    names: choice(
      'Names of services and spans: kept, or each renamed to one with a number.',
      ['kept', 'renamed'],
      'kept',
    ),
  },
} as const satisfies Question;

/** The parameters of an export, as they are read. */
export type ExportParams = Asked<(typeof EXPORT)['parameters']>;
