/** The retention of spans and links. */
import type { Store } from '../../server/store/open-store.js';
import { closeAll, newFolder, openForTest } from './folder.js';
import { span } from './spans.js';

afterEach(closeAll);

const OWN_TABLES = ['otel_traces', 'spanlink_index'];

const lifetimes = async (store: Store): Promise<unknown> => {
  const rows = await store.query<{ name: string; days: string }>(
    `SELECT name,
  extract(create_table_query, 'TTL toDateTime\\\\(Timestamp\\\\) \\\\+ toIntervalDay\\\\((\\\\d+)\\\\)') AS days
FROM system.tables WHERE name IN {names:Array(String)} ORDER BY name`,
    { names: OWN_TABLES },
  );
  return Object.fromEntries(rows.map(({ name, days }) => [name, days]));
};

const bothTables = (days: string): object => Object.fromEntries(OWN_TABLES.map((name) => [name, days]));

test('Tables have the TTL of the retention, and a later start changes it', async () => {
  const data = newFolder();
  const starts: [{ retention?: number }, string][] = [
    [{ retention: 3 }, '3'],
    [{ retention: 3 }, '3'],
    [{ retention: 10 }, '10'],
    [{}, ''],
    [{ retention: 1 }, '1'],
  ];
  for (const [options, days] of starts) {
    const store = await openForTest({ data, ...options });
    expect(await lifetimes(store)).toEqual(bothTables(days));
    await store.close();
  }
});

test('Older rows are deleted from the spans and from the index', async () => {
  const store = await openForTest({ retention: 3 });
  await store.insert([
    span(1, 1, { time: BigInt(Date.now()) * 1_000_000n }),
    span(1, 2, { time: BigInt(Date.now() - 10 * 86_400_000) * 1_000_000n }),
  ]);
  for (const table of [store.tables.traces, store.tables.index]) {
    // rows are deleted when parts are merged
    await store.query(`OPTIMIZE TABLE ${table} FINAL`);
    expect(await store.query(`SELECT count() AS spans FROM ${table}`)).toEqual([{ spans: 1 }]);
  }
});
