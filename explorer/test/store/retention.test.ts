/** How long spans and links are kept. */
import type { Store } from '../../server/store/open-store.js';
import { closeAll, newFolder, openForTest } from './folder.js';
import { span } from './spans.js';

afterEach(closeAll);

const OURS = ['otel_traces', 'spanlink_index'];

const lifetimes = async (store: Store): Promise<unknown> => {
  const rows = await store.query<{ name: string; days: string }>(
    `SELECT name, extract(create_table_query, 'TTL toDateTime\\\\(Timestamp\\\\) \\\\+ toIntervalDay\\\\((\\\\d+)\\\\)') AS days FROM system.tables WHERE name IN {names:Array(String)} ORDER BY name`,
    { names: OURS },
  );
  return Object.fromEntries(rows.map(({ name, days }) => [name, days]));
};

const each = (days: string): object => Object.fromEntries(OURS.map((name) => [name, days]));

test('Tables keep rows for as long as was asked for, and a later start changes it', async () => {
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
    expect(await lifetimes(store)).toEqual(each(days));
    await store.close();
  }
});

test('What is older goes from the spans and from the index', async () => {
  const store = await openForTest({ retention: 3 });
  await store.insert([
    span(1, 1, { time: BigInt(Date.now()) * 1_000_000n }),
    span(1, 2, { time: BigInt(Date.now() - 10 * 86_400_000) * 1_000_000n }),
  ]);
  for (const table of [store.tables.traces, store.tables.index]) {
    // merging is what lets rows go
    await store.query(`OPTIMIZE TABLE ${table} FINAL`);
    expect(await store.query(`SELECT count() AS spans FROM ${table}`)).toEqual([{ spans: 1 }]);
  }
});
