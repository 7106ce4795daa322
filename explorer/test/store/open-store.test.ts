/** What a store asks of a server when it is opened: one that answers everything with no rows. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { openStore } from '../../server/store/open-store.js';

let server: Server;
const statements: string[] = [];

beforeEach(async () => {
  statements.length = 0;
  server = createServer((request, response) => {
    void text(request).then((body) => {
      statements.push(new URL(request.url ?? '/', 'http://localhost').searchParams.get('query') ?? body);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

/** Opens and closes a store, and returns the names that it created, each with what follows it. */
async function created(cluster?: string): Promise<string[][]> {
  const clickhouse = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = await openStore({ clickhouse, database: 'tracing', ...(cluster !== undefined && { cluster }) });
  expect(store.storage).toBe(cluster === undefined ? 'server' : 'cluster');
  expect([store.lost, store.backfill()]).toEqual([undefined, { isDone: true, done: 0, total: 0 }]);
  await store.close();
  return statements.flatMap((sql) => {
    const [, name = '', then = ''] =
      /^CREATE (?:DATABASE|TABLE|MATERIALIZED VIEW) IF NOT EXISTS (\S+)( ON CLUSTER `\w+`)?/.exec(sql) ?? [];
    return name === '' ? [] : [[name.replaceAll('`', '').replace('tracing.', ''), then.trim()]];
  });
}

const TABLES = ['otel_traces', 'spanlink_index', 'spanlink_index_backfill'];

test('On one server, a store makes its database and its tables there', async () => {
  const names = ['tracing', ...TABLES, 'spanlink_index_view', 'spanlink_counters'];
  expect(await created()).toEqual(names.map((name) => [name, '']));
});

test('On a cluster, a store makes its database and its tables on all nodes', async () => {
  const tables = TABLES.flatMap((name) => [`${name}_local`, name]);
  const names = ['tracing', ...tables, 'spanlink_index_view', 'spanlink_counters_local', 'spanlink_counters'];
  expect(await created('main')).toEqual(names.map((name) => [name, 'ON CLUSTER `main`']));
});
