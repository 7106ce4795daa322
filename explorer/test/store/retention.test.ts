/** The retention of spans and links. */
import type { Store } from '../../server/store/open-store.js';
import { closeAll, newFolder, openForTest } from './folder.js';
import { span } from './spans.js';

afterEach(closeAll);

const OWN_TABLES = ['otel_traces', 'spanlink_index'];

const lifetimes = async (store: Store): Promise<unknown> => {
  const rows = await store.query<{ name: string; days: string }>(
    `SELECT name,
  extract(create_table_query, ' TTL .* \\\\((\\\\d+) \\\\* 86400\\\\)') AS days
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
    expect(store.retention).toBe(options.retention);
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

const DAY = 86_400_000_000_000n;
const NOW = BigInt(Date.now()) * 1_000_000n;
const END_OF_DATES = 4_294_967_000n * 1_000_000_000n;

// none starts before 1970
const justYounger = (days: number): bigint => {
  const time = NOW - BigInt(days) * DAY + DAY / 24n;
  return time > 0n ? time : 1n;
};

const kept = async (store: Store): Promise<string[]> => {
  const names = [];
  for (const [table, where] of [
    [store.tables.traces, '1'],
    [store.tables.index, "Entry = 'span'"],
  ] as const) {
    await store.query(`OPTIMIZE TABLE ${table} FINAL`);
    const rows = await store.query<{ name: string }>(
      `SELECT SpanName AS name FROM ${table} WHERE ${where} ORDER BY name`,
    );
    names.push(rows.map(({ name }) => name).join(', '));
  }
  return names;
};

test.each([1, 365, 28_929, 28_930, 36_499, 36_500])(
  'A retention of %d days deletes nothing that is younger, whatever the clocks of senders',
  async (days) => {
    const store = await openForTest({ retention: days });
    await store.insert([
      span(1, 1, { name: 'now', time: NOW }),
      span(1, 2, { name: 'young', time: justYounger(days), received: NOW }),
      span(1, 3, { name: 'far ahead', time: END_OF_DATES, received: NOW }),
    ]);
    expect(await kept(store)).toEqual(['far ahead, now, young', 'far ahead, now, young']);
  },
);

test('A span from the future is deleted after its receipt', async () => {
  const store = await openForTest({ retention: 3 });
  await store.insert([
    span(1, 1, { name: 'now', time: NOW, received: NOW }),
    span(1, 2, { name: 'ahead', time: NOW + 400n * DAY, received: NOW - 4n * DAY }),
  ]);
  expect(await kept(store)).toEqual(['now', 'now']);
});

test('A shorter retention deletes nothing that was kept, until it is told to', async () => {
  const data = newFolder();
  const rows = [
    span(1, 1, { name: 'new', time: NOW }),
    span(1, 2, { name: 'old', time: NOW - 10n * DAY }),
    span(1, 3, { name: 'older', time: NOW - 20n * DAY }),
  ];
  let store = await openForTest({ data });
  await store.insert(rows);
  await store.close();
  await expect(openForTest({ data, retention: 15 })).rejects.toThrow(
    /^--retention 15 would delete 1 spans, the oldest of [\d-]{10}: the last start kept all spans\. .*--delete-older/,
  );
  store = await openForTest({ data, retention: 30 });
  expect(await kept(store)).toEqual(['new, old, older', 'new, old, older']);
  await store.close();
  await expect(openForTest({ data, retention: 5 })).rejects.toThrow(
    'would delete 2 spans, the oldest of ' +
      new Date(Number((NOW - 20n * DAY) / 1_000_000n)).toISOString().slice(0, 10),
  );
  // reading the folder changes nothing, whatever it is told
  store = await openForTest({ data, retention: 5, keepsRetention: true });
  expect(await kept(store)).toEqual(['new, old, older', 'new, old, older']);
  await store.close();
  store = await openForTest({ data, retention: 5, deletesOlder: true });
  expect(await kept(store)).toEqual(['new', 'new']);
});

test('What is due under the retention of the start before is no reason to refuse another one', async () => {
  const data = newFolder();
  let store = await openForTest({ data, retention: 15 });
  // not merged yet, and so not deleted
  await store.insert([span(1, 1, { name: 'due', time: NOW - 20n * DAY }), span(1, 2, { name: 'new', time: NOW })]);
  await store.close();
  store = await openForTest({ data, retention: 10 });
  expect(await kept(store)).toEqual(['new', 'new']);
});
