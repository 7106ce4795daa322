/** A store on a server, over the HTTP interface. */
import { openRemote } from '../../server/store/remote.js';
import { openStore } from '../../server/store/open-store.js';
import { startClickhouse } from './clickhouse-server.js';
import type { ClickhouseServer } from './clickhouse-server.js';
import { closeAll, newFolder, openForTest } from './folder.js';
import { link, span } from './spans.js';

let server: ClickhouseServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
  await closeAll();
});

const QUERIES = (tables: {
  traces: string;
  index: string;
}): readonly (readonly [string, Record<string, unknown>?])[] => [
  [`SELECT count() AS spans, max(Duration) AS longest FROM ${tables.index} FINAL WHERE Entry = 'span'`],
  [
    `SELECT SpanId, Relation, Attributes FROM ${tables.index}
WHERE TraceId = {id:String} AND Entry = 'effect' ORDER BY SpanId`,
    { id: link(2, 1).traceId },
  ],
  [
    `SELECT SpanName AS name FROM ${tables.traces} WHERE SpanName IN {names:Array(String)}`,
    { names: ["it's", 'a\\b\t"c"'] },
  ],
  [`SELECT * FROM ${tables.traces} ORDER BY SpanId`],
];

const SPANS = [
  span(1, 1, { links: [link(2, 1, { 'spanlink.relation': 'retry_of' }), link(2, 2)] }),
  span(1, 2, { name: "it's", attributes: { 'k"': '\u0000\n' } }),
  span(1, 3, { name: 'a\\b\t"c"', duration: 18_000_000_000_000_000n }),
];

test('A server returns the same rows as the engine in the process', async () => {
  const embedded = await openForTest({ database: 'explorer' });
  await embedded.insert(SPANS);
  const expected = [];
  for (const [sql, params] of QUERIES(embedded.tables)) expected.push(await embedded.query(sql, params));
  await embedded.close();

  server = await startClickhouse(newFolder());
  const remote = await openForTest({ clickhouse: server.url, database: 'explorer' });
  expect(remote.storage).toBe('server');
  await remote.insert(SPANS);
  const answers = [];
  for (const [sql, params] of QUERIES(remote.tables)) answers.push(await remote.query(sql, params));
  expect(answers).toEqual(expected);
  expect(answers[0]).toEqual([{ spans: 3, longest: 18_000_000_000_000_000 }]);
  await remote.close();
});

test('An insert waits until the server has stored the rows, whatever the settings of its user', async () => {
  server = await startClickhouse(newFolder());
  const store = await openForTest({ clickhouse: server.url });
  await store.insert([span(1, 1)]);
  const inserted = server.requests.find(({ sql }) => sql.startsWith('INSERT INTO otel_traces'));
  expect(inserted?.parameters).toMatchObject({ async_insert: '0', wait_end_of_query: '1' });
  await store.close();
});

test.each([
  ['main', true, 'in_order'],
  ['main', false, undefined],
  [undefined, true, undefined],
])('Of cluster %s, one that reads its own writes (%p) asks replicas in the order %s', async (cluster, reads, order) => {
  server = await startClickhouse(newFolder());
  const engine = await openRemote(server.url, 'default', cluster, reads);
  await engine.query('SELECT 1');
  await engine.close();
  expect(server.requests.at(-1)?.parameters.load_balancing).toBe(order);
});

test('An error of the server rejects with its message', async () => {
  server = await startClickhouse(newFolder());
  const store = await openForTest({ clickhouse: server.url });
  await expect(store.query('SELECT nothing')).rejects.toThrow(/nothing/);
  await expect(store.append({ spans: Buffer.from('["no time"]\n') })).rejects.toThrow();
  await store.close();
});

test('The error for a server that cannot be reached names it without its password', async () => {
  await expect(openStore({ clickhouse: 'http://me:secret@127.0.0.1:9' })).rejects.toThrow(
    /^The ClickHouse server at http:\/\/127\.0\.0\.1:9 could not be used: .*ECONNREFUSED.*8123\.$/,
  );
});

test.each([
  [{}, /with a data folder or with the URL/],
  [{ data: 'a', clickhouse: 'http://b' }, /with a data folder or with the URL/],
  [{ data: 'a', cluster: 'c' }, /whose URL --clickhouse gives/],
])('%p opens no store', async (options, message) => {
  await expect(openStore(options)).rejects.toThrow(message);
});
