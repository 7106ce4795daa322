/** Spans, links and ids, as rows of the store. */
import type { SpanRow } from '../../server/store/span-row.js';

export const START = 1_795_000_000_000_000_000n;

/** The trace id with this number. */
export const traceIdOf = (number: number): string => number.toString(16).padStart(32, '0');

/** The span id with this number. */
export const spanIdOf = (number: number): string => number.toString(16).padStart(16, '0');

/**
 * Creates a span from the numbers of its trace and of itself; `fields` override the defaults. It is received a
 * millisecond after its start.
 */
export const span = (trace: number, number: number, fields: Partial<SpanRow> = {}): SpanRow => ({
  time: START + BigInt(number),
  traceId: traceIdOf(trace),
  spanId: spanIdOf(number),
  parentSpanId: '',
  traceState: '',
  name: 'work',
  kind: 'Internal',
  service: 'orders',
  resource: { 'service.name': 'orders' },
  scopeName: 'test',
  scopeVersion: '1.0',
  attributes: {},
  duration: 1_000_000n,
  status: 'Unset',
  statusMessage: '',
  received: (fields.time ?? START + BigInt(number)) + 1_000_000n,
  events: [],
  links: [],
  ...fields,
});

/** Creates a link to a span, by the numbers of its trace and of itself. */
export const link = (
  trace: number,
  number: number,
  attributes: Record<string, string> = {},
): SpanRow['links'][number] => ({
  traceId: traceIdOf(trace),
  spanId: spanIdOf(number),
  traceState: '',
  attributes,
});
