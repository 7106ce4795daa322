/** Spans for tests of the store. */
import type { SpanRow } from '../../server/store/span-row.js';

export const START = 1_795_000_000_000_000_000n;

/** An id of `digits`, of a number. */
export const id = (digits: number, number: number): string => number.toString(16).padStart(digits, '0');

/** A span, the `number`th of its trace; the fields given replace what it would have. */
export const span = (trace: number, number: number, fields: Partial<SpanRow> = {}): SpanRow => ({
  time: START + BigInt(number),
  traceId: id(32, trace),
  spanId: id(16, number),
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
  events: [],
  links: [],
  ...fields,
});

/** A link to the `number`th span of a trace. */
export const link = (
  trace: number,
  number: number,
  attributes: Record<string, string> = {},
): SpanRow['links'][number] => ({
  traceId: id(32, trace),
  spanId: id(16, number),
  traceState: '',
  attributes,
});
