/** What the index has of spans that were inserted. */
import { LINK_KEY, SPAN_KEY } from '../../server/store/tables.js';
import type { Store } from '../../server/store/open.js';
import { closeAll, openForTest } from './folder.js';
import { id, link, span } from './spans.js';

afterEach(closeAll);

const links = (store: Store, table: string): Promise<{ to: string; from: string; relation: string }[]> =>
  store.query(`SELECT TargetSpanId AS to, SpanId AS from, Relation AS relation FROM ${table} ORDER BY from, to, Position LIMIT 1 BY ${LINK_KEY}`);

describe('the index', () => {
  test('has a row for each link, ordered by its target and by its source', async () => {
    const store = await openForTest();
    await store.insert([span(1, 1, { links: [link(2, 7), link(2, 8)] }), span(1, 2), span(1, 3, { links: [link(2, 7)] })]);
    const expected = [
      { to: id(16, 7), from: id(16, 1), relation: '' },
      { to: id(16, 8), from: id(16, 1), relation: '' },
      { to: id(16, 7), from: id(16, 3), relation: '' },
    ];
    expect(await links(store, store.tables.linksByTarget)).toEqual(expected);
    expect(await links(store, store.tables.linksBySource)).toEqual(expected);
  });

  test('shows what was sent twice once, before and after the engine has merged it', async () => {
    const store = await openForTest();
    const batch = [span(1, 1, { links: [link(2, 7), link(2, 7)] }), span(1, 2)];
    await store.insert(batch);
    await store.insert(batch);
    const count = async (final: string): Promise<unknown> =>
      (
        await store.query(`SELECT
  (SELECT count() FROM (SELECT 1 FROM ${store.tables.spans} ${final} LIMIT 1 BY ${SPAN_KEY})) AS spans,
  (SELECT count() FROM (SELECT 1 FROM ${store.tables.linksByTarget} ${final} LIMIT 1 BY ${LINK_KEY})) AS byTarget,
  (SELECT count() FROM (SELECT 1 FROM ${store.tables.linksBySource} ${final} LIMIT 1 BY ${LINK_KEY})) AS bySource`)
      )[0];
    expect(await count('')).toEqual({ spans: 2, byTarget: 2, bySource: 2 });
    expect(await count('FINAL')).toEqual({ spans: 2, byTarget: 2, bySource: 2 });
  });

  test.each([
    ['spanlink.relation', 'retry_of'],
    ['link.name', 'parent'],
    ['sentry.link.type', 'previous_trace'],
    ['opentracing.ref_type', 'follows_from'],
  ])('takes the relation of a link from %s', async (name, value) => {
    const store = await openForTest();
    await store.insert([span(1, 1, { links: [link(2, 7, { [name]: value })] })]);
    expect(await links(store, store.tables.linksByTarget)).toEqual([{ to: id(16, 7), from: id(16, 1), relation: value }]);
  });
});
