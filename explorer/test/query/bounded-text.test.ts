/** The bounds of texts in lists: what is within them is as it was, and is not marked. */
import { cutAttributes, readTextsThatFit } from '../../server/query/index/bounded-text';
import { TooLargeError } from '../../server/store/store-reader';

const attributesOf = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key ${index}`, 'value']));

test('As many attributes as a list shows are left as they are, and more are cut', () => {
  const most = attributesOf(32);
  expect(cutAttributes(most)).toBe(most);
  expect(cutAttributes(attributesOf(33))).toEqual(most);
});

test('Rows that are too large with long texts are read with short ones, and marked where they are cut', async () => {
  const reads: string[] = [];
  const rows = await readTextsThatFit(({ text }) => {
    reads.push(text('name'));
    if (reads.length === 1) return Promise.reject(new TooLargeError('too large'));
    return Promise.resolve([{ name: 'x'.repeat(64) }, { name: 'x'.repeat(65) }]);
  });
  expect(reads.map((sql) => Number(/(\d+)\)$/.exec(sql)?.[1]))).toEqual([1025, 65]);
  expect(rows).toEqual([
    { name: 'x'.repeat(64), isLinkCut: true },
    { name: `${'x'.repeat(64)}…`, isLinkCut: true, isCut: true },
  ]);
});
