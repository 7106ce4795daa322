/** The index that link attributes are made of is the item's place in the source as given. */
import { linksFrom, type LinkSource } from 'spanlink';
import { A, B, C } from '../../fixtures/spans.js';

function placesIn(source: LinkSource): number[] {
  const places: number[] = [];
  linksFrom(source, {
    attributes: (_item, index) => {
      places.push(index);
      return { index };
    },
  });
  return places;
}

function itemsIn(source: LinkSource): unknown[] {
  const items: unknown[] = [];
  linksFrom(source, {
    attributes: (item) => {
      items.push(item);
      return undefined;
    },
  });
  return items;
}

const revoked = Proxy.revocable({}, {});
revoked.revoke();
const unreadable = {
  get headers(): never {
    throw new Error('detached');
  },
};
// no item, and to be read once
function* none(): Generator<string> {
  return;
}

test.each<[string, unknown, number[]]>([
  ['a source that is one item', A, [0]],
  ['an array', [A, B, C], [0, 1, 2]],
  ['a Set', new Set([A, B]), [0, 1]],
  ['items behind null and undefined', [null, A, undefined, B], [1, 3]],
  ['items behind ones without a context', [{ headers: {} }, A, 'nothing', 7, B], [1, 4]],
  ['items behind one whose getter throws', [unreadable, A], [1]],
  ['items behind a revoked proxy', [revoked.proxy, A], [1]],
  [
    'items behind an iterable that throws',
    [
      {
        [Symbol.iterator]: () => {
          throw new Error('closed');
        },
      },
      A,
    ],
    [1],
  ],
  ['items behind an iterator that is not consumed', [none(), A], [1]],
  ['a duplicate, whose attributes may differ', [A, B, A], [0, 1, 2]],
  ['both contexts of one message', [null, { headers: { traceparent: A }, traceparent: B }], [1, 1]],
  ['nested items, counted through', [[A, B], null, [C]], [0, 1, 3]],
])('the index of an item is its place in the source as given: %s', (_what, source, expected) => {
  expect(placesIn(source as LinkSource)).toEqual(expected);
});

test('the item is the value at that place', () => {
  const row = { traceparent: B };
  const message = { headers: { traceparent: A } };
  expect(itemsIn([message, row])).toEqual([message, row]);
  expect(itemsIn(row)[0]).toBe(row);
});

test('the item of a single row with one column is the row', () => {
  const row = { traceparent: A };
  expect(itemsIn([row])[0]).toBe(row);
});
