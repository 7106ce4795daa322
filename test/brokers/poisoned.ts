/** Headers that a broken or hostile producer sends, as the text that any broker takes; none of them names a span. */
import { causeLink } from '../fixtures/spans';

const id = causeLink(0);

export const POISONED: readonly [what: string, headers: Readonly<Record<string, string>>][] = [
  ['no text', { traceparent: '' }],
  ['words', { traceparent: 'see the other message' }],
  ['zeros', { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` }],
  ['a version that cannot be', { traceparent: `ff-${id}-01` }],
  ['a part of one', { traceparent: `00-${id.slice(0, 40)}` }],
  ['two that were glued', { traceparent: `00-${id}-0100-${id}-01` }],
  ['characters of other scripts', { traceparent: `００-${id}-０１` }],
  ['one that is too long', { traceparent: `00-${id}-01-${'a'.repeat(20_000)}` }],
  ['commas', { traceparent: ','.repeat(20_000) }],
  ['JSON without an end', { traceparent: '{"traceparent":'.repeat(1_000) }],
  [
    'every known header',
    {
      b3: 'x',
      'uber-trace-id': ':::',
      'x-amzn-trace-id': 'Root=;Parent=',
      'x-datadog-trace-id': '-1',
      tracingspancontext: '=',
    },
  ],
  ['names of an object', { constructor: id, toString: 'x', get: 'x', spanContext: 'x', traceId: 'x', context: 'x' }],
  ['a trace state alone', { tracestate: 'vendor=1' }],
];
