/** Texts are stored unchanged. */
import fc from 'fast-check';
import { closeAll, openForTest } from './folder.js';
import { link, span, spanIdOf } from './spans.js';

afterEach(closeAll);

test('Names and attributes of any characters are stored unchanged', async () => {
  const store = await openForTest();
  const texts = fc.sample(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^["'\\\t\n{}[\]:,\0]*$/),
    ),
    300,
  );
  await store.insert(
    texts.map((text, index) =>
      span(1, index + 1, {
        name: text,
        attributes: { [text]: text, other: text },
        links: [link(2, 1, { [text]: text })],
      }),
    ),
  );
  const rows = await store.query<{
    name: string;
    attributes: Record<string, string>;
    linked: Record<string, string>[];
  }>(
    `SELECT SpanName AS name, SpanAttributes AS attributes, Links.Attributes AS linked FROM ${store.tables.traces}
ORDER BY SpanId`,
  );
  expect(rows).toEqual(
    texts.map((text) => ({ name: text, attributes: { [text]: text, other: text }, linked: [{ [text]: text }] })),
  );
});

test('Half of a surrogate pair is stored as a replacement character', async () => {
  const store = await openForTest();
  await store.insert([span(1, 1, { name: 'a\ud800b', attributes: { '\udc00': '\ud83d' } })]);
  expect(
    await store.query(
      `SELECT SpanId AS id, SpanName AS name, SpanAttributes AS attributes FROM ${store.tables.traces}`,
    ),
  ).toEqual([{ id: spanIdOf(1), name: 'a\ufffdb', attributes: { '\ufffd': '\ufffd' } }]);
});
