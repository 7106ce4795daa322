/** A source of several items knows their number, which the conventions want on the span of a batch. */
import { describingBatch } from '../../../lib/links/batch-attributes.js';
import { LinkSet } from '../../../lib/links/link-set.js';
import { collectLinks } from '../../../lib/sources/links-from.js';
import { message, messages } from '../../fixtures/spans';
import { A } from '../../fixtures/spans';

const attributes = describingBatch(
  () => undefined,
  (items) => ({ items }),
);

function sizeOf(source: unknown): number | undefined {
  const set = new LinkSet();
  collectLinks(set, source, { attributes }, 'test');
  return set.batch?.items;
}

test.each<[string, unknown]>([
  ['a message', message(1)],
  ['text', A],
  ['a container of headers', [['traceparent', A]]],
  ['a list of keys and values', [{ key: 'traceparent', value: A }]],
  ['an entry of a Redis stream', ['1-0', ['traceparent', A]]],
  ['nothing', null],
  ['an object without a context', {}],
])('%s is no batch', (_what, source) => {
  expect(sizeOf(source)).toBeUndefined();
});

test.each<[string, unknown, number]>([
  ['an array', messages(3), 3],
  ['an array of one', messages(1), 1],
  ['an empty array', [], 0],
  ['a set', new Set(messages(2)), 2],
  ['items without a context', [{}, message(1), 'nothing', { headers: {} }], 4],
  ['no causes, which are no items', [null, message(1), undefined, false], 1],
  ['one span twice', [message(1), message(1)], 2],
  ['nested items', [messages(2), message(3)], 3],
  ['the payload of eachBatch', { batch: { messages: messages(4) } }, 4],
  ['an event of Lambda', { Records: messages(2) }, 2],
  ['two events of Lambda', [{ Records: messages(2) }, { Records: messages(3) }], 5],
  ['an event of Lambda behind one without messages', [{ Records: [] }, { Records: messages(3) }], 3],
  ['a list behind an empty one', [[], messages(2)], 2],
  ['an answer without messages', { Messages: [] }, 0],
  ['more items than are read', messages(100_003), 100_003],
  ['more messages of a payload than are read', { Records: messages(100_003) }, 100_003],
])('%s has its number', (_what, source, expected) => {
  expect(sizeOf(source)).toBe(expected);
});

test('items that cannot be read are items', () => {
  const throwing = Object.defineProperty({}, 'headers', { get: () => Buffer.alloc(-1) });
  expect(sizeOf([throwing, message(1)])).toBe(2);
});
