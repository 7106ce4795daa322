/** Spans that were there before the index, and how they come into it. */
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

/** `count` spans with a link each, spread over `days`, in a table that a Collector made; then the index beside it. */
async function existing(count: number, days: number): Promise<{ engine: Engine; layout: StoreSchema }> {
  const engine = await openEmbedded(newFolder(), 'default');
  engines.push(engine);
  await engine.command(CURRENT);
  if (count > 0) await engine.command(spans(0, count, days));
  const { schema: layout } = await detectSchema(engine, { database: 'default' });
  for (const statement of createStatements(layout)) await engine.command(statement);
  return { engine, layout };
}

const spans = (from: number, count: number, days: number): string => `INSERT INTO otel_traces
  (Timestamp, TraceId, SpanId, SpanName, ServiceName, Links.TraceId, Links.SpanId, Links.TraceState, Links.Attributes)
SELECT toDateTime64('2026-11-01 00:00:00', 9) + toIntervalMillisecond(cityHash64(number) % ${days * 86_400_000}), lower(hex(MD5(toString(number)))), lower(hex(number + 1)),
  'work', 'orders', ['target'], [toString(number)], [''], [map()]
FROM numbers(${from}, ${count})`;

const indexed = async (engine: Engine): Promise<unknown> =>
  (
    await engine.query(
      `SELECT countIf(Entry = 'span') AS spans, countIf(Entry = 'cause') AS causes, countIf(Entry = 'effect') AS effects FROM spanlink_index FINAL`,
    )
  )[0];

/** Whether a statement writes how far it is. */
const isProgress = (sql: string): boolean => sql.includes('spanlink_index_backfill');

const all = (count: number): object => ({ spans: count, causes: count, effects: count });

test('All of them are indexed, slice by slice, and the progress can be read', async () => {
  const { engine, layout } = await existing(5000, 4);
  const slices: number[] = [];
  const watched: Engine = {
    ...engine,
    command: async (sql) => {
      await engine.command(sql);
      if (isProgress(sql)) slices.push(backfiller.progress().done);
    },
  };
  const backfiller = new Backfiller(watched, layout, 500);
  await backfiller.prepare();
  expect(backfiller.progress()).toEqual({ isDone: false, done: 0, total: 5000 });
  await backfiller.run();
  expect(backfiller.progress()).toEqual({ isDone: true, done: 5000, total: 5000 });
  expect(slices.length).toBeGreaterThan(10);
  expect(slices).toEqual([...slices].sort((a, b) => a - b));
  expect(await indexed(engine)).toEqual(all(5000));
});

test('After a stop it goes on from the last whole slice', async () => {
  const { engine, layout } = await existing(4000, 4);
  let inserts = 0;
  const failing: Engine = {
    ...engine,
    command: (sql) => {
      if (!isProgress(sql)) inserts += 1;
      // some slices are done, and this one is not
      return inserts === 8 && !isProgress(sql) ? Promise.reject(new Error('stopped')) : engine.command(sql);
    },
  };
  const first = new Backfiller(failing, layout, 500);
  await first.prepare();
  await expect(first.run()).rejects.toThrow('stopped');
  const before = first.progress();
  expect(before.done).toBeGreaterThan(0);

  const second = new Backfiller(engine, layout, 500);
  await second.prepare();
  expect(second.progress()).toEqual(before);
  await second.run();
  expect(second.progress()).toEqual({ isDone: true, done: 4000, total: 4000 });
  expect(await indexed(engine)).toEqual(all(4000));

  // and once it is done, another start does nothing
  const third = new Backfiller({ ...engine, command: () => Promise.reject(new Error('not again')) }, layout, 500);
  await third.prepare();
  await third.run();
  expect(third.progress().isDone).toBe(true);
});

test('Spans that arrive meanwhile are neither lost nor doubled', async () => {
  const { engine, layout } = await existing(3000, 3);
  let arrived = 3000;
  const busy: Engine = {
    ...engine,
    command: async (sql) => {
      // of days that are done, and of those that are not
      await engine.command(spans(arrived, 100, 3));
      arrived += 100;
      await engine.command(sql);
    },
  };
  const backfiller = new Backfiller(busy, layout, 300);
  await backfiller.prepare();
  await backfiller.run();
  expect(arrived).toBeGreaterThan(4000);
  expect(backfiller.progress()).toEqual({ isDone: true, done: 3000, total: 3000 });
  expect(await indexed(engine)).toEqual(all(arrived));
});

test('Many spans of the same nanosecond are one slice', async () => {
  const { engine, layout } = await existing(0, 1);
  await engine.command('DROP TABLE spanlink_index_view');
  await engine.command(
    `INSERT INTO otel_traces (Timestamp, TraceId, SpanId) SELECT toDateTime64('2026-11-01 00:00:00', 9), 'a', toString(number) FROM numbers(1000)`,
  );
  const backfiller = new Backfiller(engine, layout, 10);
  await backfiller.prepare();
  await backfiller.run();
  expect(await indexed(engine)).toMatchObject({ spans: 1000 });
});

test('Without such spans it is done at once', async () => {
  const { engine, layout } = await existing(0, 1);
  const backfiller = new Backfiller(engine, layout);
  await backfiller.prepare();
  expect(backfiller.progress()).toEqual({ isDone: true, done: 0, total: 0 });
});
