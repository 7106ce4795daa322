/** What the index has of spans that were inserted. */
import { INDEX_KEY } from '../../server/store/tables.js';
import type { Store } from '../../server/store/open-store.js';
import { closeAll, openForTest } from './folder.js';
import { id, link, span, START } from './spans.js';

afterEach(closeAll);

interface LinkRow {
  readonly at: string;
  readonly other: string;
  readonly relation: string;
}

const links = (store: Store, entry: 'cause' | 'effect'): Promise<LinkRow[]> =>
  store.query(
    `SELECT SpanId AS at, OtherSpanId AS other, Relation AS relation FROM ${store.tables.index} WHERE Entry = '${entry}' ORDER BY ${INDEX_KEY} LIMIT 1 BY ${INDEX_KEY}`,
  );

describe('the index', () => {
  test('has each link at the span that carries it, and at the span that it points to', async () => {
    const store = await openForTest();
    await store.insert([
      span(1, 1, { links: [link(2, 7), link(2, 8)] }),
      span(1, 2),
      span(1, 3, { links: [link(2, 7)] }),
    ]);
    expect(await links(store, 'cause')).toEqual([
      { at: id(16, 1), other: id(16, 7), relation: '' },
      { at: id(16, 1), other: id(16, 8), relation: '' },
      { at: id(16, 3), other: id(16, 7), relation: '' },
    ]);
    expect(await links(store, 'effect')).toEqual([
      { at: id(16, 7), other: id(16, 1), relation: '' },
      { at: id(16, 7), other: id(16, 3), relation: '' },
      { at: id(16, 8), other: id(16, 1), relation: '' },
    ]);
  });

  test('says of an effect what the span is that carries the link', async () => {
    const store = await openForTest();
    await store.insert([
      span(1, 1, {
        parentSpanId: id(16, 5),
        name: 'pack',
        service: 'shop',
        kind: 'Consumer',
        status: 'Error',
        duration: 7n,
        links: [link(2, 7)],
      }),
    ]);
    const rows = await store.query(
      `SELECT Entry, TraceId, ParentSpanId, toString(toUnixTimestamp64Nano(Timestamp)) AS Time, Duration, ServiceName, SpanName, SpanKind, StatusCode FROM ${store.tables.index} ORDER BY Entry`,
    );
    const said = {
      ParentSpanId: id(16, 5),
      Time: String(START + 1n),
      Duration: 7,
      ServiceName: 'shop',
      SpanName: 'pack',
      SpanKind: 'Consumer',
      StatusCode: 'Error',
    };
    expect(rows).toEqual([
      { Entry: 'span', TraceId: id(32, 1), ...said },
      { Entry: 'cause', TraceId: id(32, 1), ...said },
      { Entry: 'effect', TraceId: id(32, 2), ...said },
    ]);
  });

  test('shows what was sent twice once, before and after the engine has merged it', async () => {
    const store = await openForTest();
    const batch = [span(1, 1, { links: [link(2, 7), link(2, 7)] }), span(1, 2)];
    await store.insert(batch);
    await store.insert(batch);
    const count = (final: string): Promise<unknown> =>
      store.query(
        `SELECT Entry AS entry, count() AS rows FROM (SELECT Entry FROM ${store.tables.index} ${final} LIMIT 1 BY ${INDEX_KEY}) GROUP BY Entry ORDER BY Entry`,
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
  ])('takes the relation of a link from %s', async (name, value) => {
    const store = await openForTest();
    await store.insert([span(1, 1, { links: [link(2, 7, { [name]: value })] })]);
    expect(await links(store, 'effect')).toEqual([{ at: id(16, 7), other: id(16, 1), relation: value }]);
  });

  test('keeps as much of what a link says as is shown', async () => {
    const store = await openForTest();
    await store.insert([span(1, 1, { links: [link(2, 7, { short: 'a', long: 'é'.repeat(5000) })] })]);
    expect(
      await store.query(`SELECT Attributes AS attributes FROM ${store.tables.index} WHERE Entry != 'span'`),
    ).toEqual(Array.from({ length: 2 }, () => ({ attributes: { short: 'a', long: 'é'.repeat(1024) } })));
  });
});
