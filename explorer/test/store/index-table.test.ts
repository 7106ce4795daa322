/** The index entries of inserted spans. */
import { INDEX_KEY, LATEST_ENTRIES } from '../../server/store/tables.js';
import type { Store } from '../../server/store/open-store.js';
import { closeAll, openForTest } from './folder.js';
import { link, span, spanIdOf, START, traceIdOf } from './spans.js';

afterEach(closeAll);

interface LinkRow {
  readonly at: string;
  readonly other: string;
  readonly relation: string;
}

const links = (store: Store, entry: 'cause' | 'effect'): Promise<LinkRow[]> =>
  store.query(
    `SELECT SpanId AS at, OtherSpanId AS other, Relation AS relation FROM ${store.tables.index}
WHERE Entry = '${entry}' ${LATEST_ENTRIES}`,
  );

describe('the index', () => {
  test('The index has an entry for each link at both of its spans', async () => {
    const store = await openForTest();
    await store.insert([
      span(1, 1, { links: [link(2, 7), link(2, 8)] }),
      span(1, 2),
      span(1, 3, { links: [link(2, 7)] }),
    ]);
    expect(await links(store, 'cause')).toEqual([
      { at: spanIdOf(1), other: spanIdOf(7), relation: '' },
      { at: spanIdOf(1), other: spanIdOf(8), relation: '' },
      { at: spanIdOf(3), other: spanIdOf(7), relation: '' },
    ]);
    expect(await links(store, 'effect')).toEqual([
      { at: spanIdOf(7), other: spanIdOf(1), relation: '' },
      { at: spanIdOf(7), other: spanIdOf(3), relation: '' },
      { at: spanIdOf(8), other: spanIdOf(1), relation: '' },
    ]);
  });

  test('The entry of an effect describes the span that carries the link', async () => {
    const store = await openForTest();
    await store.insert([
      span(1, 1, {
        parentSpanId: spanIdOf(5),
        name: 'pack',
        service: 'shop',
        kind: 'Consumer',
        status: 'Error',
        duration: 7n,
        links: [link(2, 7)],
      }),
    ]);
    const rows = await store.query(
      `SELECT Entry, TraceId, ParentSpanId, toString(toUnixTimestamp64Nano(Timestamp)) AS Time, Duration, ServiceName,
  SpanName, SpanKind, StatusCode FROM ${store.tables.index} ORDER BY Entry`,
    );
    const fields = {
      ParentSpanId: spanIdOf(5),
      Time: String(START + 1n),
      Duration: 7,
      ServiceName: 'shop',
      SpanName: 'pack',
      SpanKind: 'Consumer',
      StatusCode: 'Error',
    };
    expect(rows).toEqual([
      { Entry: 'span', TraceId: traceIdOf(1), ...fields },
      { Entry: 'cause', TraceId: traceIdOf(1), ...fields },
      { Entry: 'effect', TraceId: traceIdOf(2), ...fields },
    ]);
  });

  test('A span that was sent twice shows once, before and after the engine has merged its entries', async () => {
    const store = await openForTest();
    const batch = [span(1, 1, { links: [link(2, 7), link(2, 7)] }), span(1, 2)];
    await store.insert(batch);
    await store.insert(batch);
    const count = (final: string): Promise<unknown> =>
      store.query(
        `SELECT Entry AS entry, count() AS rows
FROM (SELECT Entry FROM ${store.tables.index} ${final} LIMIT 1 BY ${INDEX_KEY})
GROUP BY Entry ORDER BY Entry`,
      );
    const once = ['span', 'cause', 'effect'].map((entry) => ({ entry, rows: 2 }));
    expect(await count('')).toEqual(once);
    expect(await count('FINAL')).toEqual(once);
  });

  test.each([
    ['spanlink.relation', 'retry_of'],
    ['link.name', 'parent'],
    ['sentry.link.type', 'previous_trace'],
    ['opentracing.ref_type', 'follows_from'],
  ])('The relation of a link is taken from %s', async (name, value) => {
    const store = await openForTest();
    await store.insert([span(1, 1, { links: [link(2, 7, { [name]: value })] })]);
    expect(await links(store, 'effect')).toEqual([{ at: spanIdOf(7), other: spanIdOf(1), relation: value }]);
  });

  test('Attribute values of links are cut to a character more than is shown', async () => {
    const store = await openForTest();
    await store.insert([span(1, 1, { links: [link(2, 7, { short: 'a', long: 'é'.repeat(5000) })] })]);
    expect(
      await store.query(`SELECT Attributes AS attributes FROM ${store.tables.index} WHERE Entry != 'span'`),
    ).toEqual(Array.from({ length: 2 }, () => ({ attributes: { short: 'a', long: 'é'.repeat(1025) } })));
  });
});
