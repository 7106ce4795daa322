/** The back-fill: indexing spans that were stored before the index. */
import { Backfiller } from '../../server/store/backfill.js';
import { openEmbedded } from '../../server/store/embedded.js';
import type { Engine } from '../../server/store/engine.js';
import { detectSchema } from '../../server/store/detect-schema.js';
import { createStatements } from '../../server/store/schema.js';
import type { StoreSchema } from '../../server/store/schema.js';
import { CURRENT } from './collector-tables.js';
import { closeAll, newFolder } from './folder.js';

const engines: Engine[] = [];

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
  await closeAll();
});

/** Creates a Collector's table with `count` spans, each with a link, spread over `days`; then the index beside it. */
async function existing(count: number, days: number): Promise<{ engine: Engine; schema: StoreSchema }> {
  const engine = await openEmbedded(newFolder(), 'default');
  engines.push(engine);
  await engine.command(CURRENT);
  if (count > 0) await engine.command(spans(0, count, days));
  const { schema } = await detectSchema(engine, { database: 'default' });
  for (const statement of createStatements(schema)) await engine.command(statement);
  return { engine, schema };
}

const spans = (from: number, count: number, days: number): string => `INSERT INTO otel_traces
  (Timestamp, TraceId, SpanId, SpanName, ServiceName, Links.TraceId, Links.SpanId, Links.TraceState, Links.Attributes)
SELECT toDateTime64('2026-11-01 00:00:00', 9) + toIntervalMillisecond(cityHash64(number) % ${days * 86_400_000}),
  lower(hex(MD5(toString(number)))), lower(leftPad(hex(number + 1), 16, '0')), 'work', 'orders',
  [repeat('b', 32)], [leftPad(toString(number), 16, '0')], [''], [map()]
FROM numbers(${from}, ${count})`;

const indexed = async (engine: Engine): Promise<unknown> =>
  (
    await engine.query(
      `SELECT countIf(Entry = 'span') AS spans, countIf(Entry = 'cause') AS causes, countIf(Entry = 'effect') AS effects
FROM spanlink_index FINAL`,
    )
  )[0];

/** Recognises a statement that saves the progress. */
const isProgress = (sql: string): boolean => sql.includes('spanlink_index_backfill');

const all = (count: number): object => ({ spans: count, causes: count, effects: count });

test('Earlier spans are indexed slice by slice, with their progress', async () => {
  const { engine, schema } = await existing(5000, 4);
  const slices: number[] = [];
  const watched: Engine = {
    ...engine,
    command: async (sql) => {
      await engine.command(sql);
      if (isProgress(sql)) slices.push(backfiller.progress().done);
    },
  };
  const backfiller = new Backfiller(watched, schema, 500);
  await backfiller.prepare();
  expect(backfiller.progress()).toEqual({ isDone: false, done: 0, total: 5000 });
  await backfiller.run();
  expect(backfiller.progress()).toEqual({ isDone: true, done: 5000, total: 5000 });
  expect(slices.length).toBeGreaterThan(10);
  expect(slices).toEqual([...slices].sort((a, b) => a - b));
  expect(await indexed(engine)).toEqual(all(5000));
});

test('After a stop, the back-fill continues from the last finished slice', async () => {
  const { engine, schema } = await existing(4000, 4);
  let inserts = 0;
  const failing: Engine = {
    ...engine,
    command: (sql) => {
      if (!isProgress(sql)) inserts += 1;
      // some slices are done, and this one is not
      return inserts === 8 && !isProgress(sql) ? Promise.reject(new Error('stopped')) : engine.command(sql);
    },
  };
  const first = new Backfiller(failing, schema, 500);
  await first.prepare();
  await expect(first.run()).rejects.toThrow('stopped');
  const before = first.progress();
  expect(before.done).toBeGreaterThan(0);

  const second = new Backfiller(engine, schema, 500);
  await second.prepare();
  expect(second.progress()).toEqual(before);
  await second.run();
  expect(second.progress()).toEqual({ isDone: true, done: 4000, total: 4000 });
  expect(await indexed(engine)).toEqual(all(4000));

  // once it is done, another start does nothing
  const third = new Backfiller({ ...engine, command: () => Promise.reject(new Error('not again')) }, schema, 500);
  await third.prepare();
  await third.run();
  expect(third.progress().isDone).toBe(true);
});

test('Spans that arrive during the back-fill are neither lost nor doubled', async () => {
  const { engine, schema } = await existing(3000, 3);
  let arrived = 3000;
  const busy: Engine = {
    ...engine,
    command: async (sql) => {
      // spans of days that are indexed already, and of others
      await engine.command(spans(arrived, 100, 3));
      arrived += 100;
      await engine.command(sql);
    },
  };
  const backfiller = new Backfiller(busy, schema, 300);
  await backfiller.prepare();
  await backfiller.run();
  expect(arrived).toBeGreaterThan(4000);
  expect(backfiller.progress()).toEqual({ isDone: true, done: 3000, total: 3000 });
  expect(await indexed(engine)).toEqual(all(arrived));
});

test('Many spans of the same nanosecond are indexed in one slice', async () => {
  const { engine, schema } = await existing(0, 1);
  await engine.command('DROP TABLE spanlink_index_view');
  await engine.command(
    `INSERT INTO otel_traces (Timestamp, TraceId, SpanId)
SELECT toDateTime64('2026-11-01 00:00:00', 9), repeat('a', 32), leftPad(toString(number + 1), 16, '0')
FROM numbers(1000)`,
  );
  const backfiller = new Backfiller(engine, schema, 10);
  await backfiller.prepare();
  await backfiller.run();
  expect(await indexed(engine)).toMatchObject({ spans: 1000 });
});

test('Without earlier spans, the back-fill is done at once', async () => {
  const { engine, schema } = await existing(0, 1);
  const backfiller = new Backfiller(engine, schema);
  await backfiller.prepare();
  expect(backfiller.progress()).toEqual({ isDone: true, done: 0, total: 0 });
});
