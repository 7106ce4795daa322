import { dropOldest } from '../../../lib/global/drop-oldest';

const upTo = (count: number): Set<number> => new Set(Array.from({ length: count }, (_, index) => index));

test.each([
  ['none of as many as it may have', 100, 100, 0],
  ['one of a few too many', 4, 3, 1],
  ['a tenth, and what is too many', 101, 100, 11],
])('Drops %s.', (_, size, limit, dropped) => {
  const kept = upTo(size);
  dropOldest(kept, limit);
  expect([...kept]).toEqual([...upTo(size)].slice(dropped));
});

test('What was deleted and added again is not the oldest.', () => {
  const kept = new Map([...upTo(4)].map((key) => [key, 'kept']));
  kept.delete(0);
  kept.set(0, 'again');
  dropOldest(kept, 3);
  expect([...kept.keys()]).toEqual([2, 3, 0]);
});
