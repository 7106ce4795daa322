/** Of one source, 100,000 items are read. */
import { linksFrom, type LinkSource } from 'spanlink';
import { recordCounts } from '../../fixtures/reports.js';
import { causeTraceparent } from '../../fixtures/spans.js';

test.each<[string, (items: null[]) => unknown, number]>([
  ['a list', (items) => items, 3],
  ['a list in a list', (items) => [items], 3],
  ['the payload of a client', (Records) => ({ Records }), 3],
  ['a Set, whose rest is not counted', (items) => new Set(items.keys()), 1],
])('items past 100,000 are dropped, and counted: %s', async (_what, make, dropped) => {
  const counts = recordCounts();
  linksFrom(make(Array.from({ length: 100_003 }, () => null)) as LinkSource);
  expect((await counts())['spanlink.links.dropped']).toBe(dropped);
});

test('an iterable without an end is read to 100,000 items, and closed', () => {
  let read = 0;
  let isClosed = false;
  function* endless(): Generator<string> {
    try {
      for (;;) yield causeTraceparent(read++ % 3);
    } finally {
      isClosed = true;
    }
  }
  expect(linksFrom(endless())).toHaveLength(3);
  expect({ read, isClosed }).toEqual({ read: 100_001, isClosed: true });
});

test.each<[string, () => IteratorResult<string>]>([
  ['has come to its end', () => ({ done: true, value: undefined })],
  [
    'fails',
    () => {
      throw new Error('out of steps');
    },
  ],
])('an iterator that %s is not closed', (_what, last) => {
  const next = jest.fn(last).mockReturnValueOnce({ done: false, value: causeTraceparent(1) });
  const close = jest.fn();
  const links = linksFrom({ [Symbol.iterator]: () => ({ next, return: close }) });
  expect(links).toHaveLength(1);
  expect(next).toHaveBeenCalledTimes(2);
  expect(close).not.toHaveBeenCalled();
});
