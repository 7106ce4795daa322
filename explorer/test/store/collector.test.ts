/** An `otel_traces` that a Collector created is used unchanged. */
import { openEmbedded } from '../../server/store/embedded.js';
import type { Store } from '../../server/store/open-store.js';
import { CURRENT, JSON_ATTRIBUTES, OLD } from './collector-tables.js';
import { closeAll, newFolder, openForTest } from './folder.js';
import { link, span, spanIdOf, traceIdOf } from './spans.js';

afterEach(closeAll);

/** Creates a data folder, and runs statements of a Collector in it. */
async function collected(...statements: string[]): Promise<string> {
  const data = newFolder();
  const engine = await openEmbedded(data, 'default');
  for (const statement of statements) await engine.command(statement);
  await engine.close();
  return data;
}

async function filled(store: Store): Promise<void> {
  while (!store.backfill().isDone) await new Promise((resolve) => setImmediate(resolve));
}

const definition = async (store: Store): Promise<unknown> =>
  (await store.query(`SELECT create_table_query AS sql FROM system.tables WHERE name = 'otel_traces'`))[0];

test.each([
  ['2025', CURRENT, 'ScopeName', {}],
  ['2023', OLD, "SpanAttributes['otel.scope.name']", { 'otel.scope.name': 'test', 'otel.scope.version': '1.0' }],
] as const)(
  'A table of %s stores spans, which are indexed, and is not altered',
  async (_year, sql, scope, attributes) => {
    const data = await collected(sql);
    // long enough for the fixtures' fixed date
    const store = await openForTest({ data, retention: 3000 });
    const before = await definition(store);
    await store.insert([span(1, 1, { links: [link(2, 7)], attributes: { a: 'b' } })]);
    expect(
      await store.query(
        `SELECT SpanId AS id, SpanAttributes AS attributes, ${store.scope.name} AS scope FROM ${store.tables.traces}`,
      ),
    ).toEqual([{ id: spanIdOf(1), attributes: { a: 'b', ...attributes }, scope: 'test' }]);
    expect(store.scope.name).toBe(scope);
    // nobody says that the explorer deletes spans of it
    expect(store.retention).toBeUndefined();
    expect(await store.query(`SELECT SpanId AS id FROM ${store.tables.index} WHERE Entry = 'effect'`)).toEqual([
      { id: spanIdOf(7) },
    ]);
    await store.close();
    const again = await openForTest({ data, retention: 5000 });
    expect(await definition(again)).toEqual(before);
  },
);

test('Rows of an old exporter are indexed with current names', async () => {
  const row = (spanId: number, kind: string, status: string, duration: number): string =>
    `INSERT INTO otel_traces (Timestamp, TraceId, SpanId, SpanName, SpanKind, ServiceName, Duration, StatusCode,
  Links.TraceId, Links.SpanId, Links.TraceState, Links.Attributes)
VALUES ('2026-11-01 00:00:00', '${traceIdOf(1)}', '${spanIdOf(spanId)}', 'work', '${kind}', 'orders', ${duration},
  '${status}', ['${traceIdOf(2)}', ''], ['${spanIdOf(7)}', ''], ['', ''], [{}, {}])`;
  const data = await collected(OLD, row(1, 'SPAN_KIND_SERVER', 'STATUS_CODE_ERROR', 5), row(2, 'Consumer', 'Ok', -5));
  const store = await openForTest({ data });
  await filled(store);
  expect(
    await store.query(
      `SELECT SpanKind AS kind, StatusCode AS status, Duration AS duration FROM ${store.tables.index}
WHERE Entry = 'span' ORDER BY SpanId`,
    ),
  ).toEqual([
    { kind: 'Server', status: 'Error', duration: 5 },
    { kind: 'Consumer', status: 'Ok', duration: 0 },
  ]);
  // a link without ids is ignored
  expect(
    await store.query(
      `SELECT SpanId AS id, StatusCode AS status FROM ${store.tables.index} WHERE Entry = 'cause' ORDER BY SpanId`,
    ),
  ).toEqual([
    { id: spanIdOf(1), status: 'Error' },
    { id: spanIdOf(2), status: 'Ok' },
  ]);
});

test.each([
  ['has attributes of the type JSON', JSON_ATTRIBUTES, /has attributes of the type JSON.*--database/],
  [
    'is something else',
    'CREATE TABLE otel_traces (Timestamp DateTime64(9), TraceId String) ENGINE = MergeTree ORDER BY TraceId',
    /it has no SpanId, ParentSpanId/,
  ],
])('A table that %s is refused with advice', async (_what, sql, message) => {
  const data = await collected(sql);
  await expect(openForTest({ data })).rejects.toThrow(message);
  // nothing was created beside it, and another database can be used
  const store = await openForTest({ data, database: 'explorer' });
  expect(await store.query(`SELECT name FROM system.tables WHERE database = 'default'`)).toEqual([
    { name: 'otel_traces' },
  ]);
});
