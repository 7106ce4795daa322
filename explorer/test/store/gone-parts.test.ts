/** Parts that are gone from a data folder with nothing set aside, and those that are missed by nobody. */
import { existsSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { outermost } from '../../server/store/part-manifest.js';
import { partsOf } from '../cli/filled-folder';
import {
  DAY,
  NOW,
  TODAY,
  OLD_DAY,
  dayOf,
  spansOf,
  filledFolder,
  killed,
  told,
  engineOn,
  remove,
  recordOf,
  oldPart,
  newPart,
} from './damaged-folder.js';
import { closeAll, openForTest } from './folder.js';
import { traceIdOf } from './spans.js';

afterEach(closeAll);

describe.each(['closed', 'killed'] as const)('Of a folder that a process left %s,', (end) => {
  test('parts that were merged into one are not missed, and all are that were in one that is gone', async () => {
    const data = await filledFolder(end);
    const store = await openForTest({ data });
    await store.insert(spansOf(201, 1));
    await store.close();
    const merged = partsOf(data, 'otel_traces');
    await engineOn(data, 'OPTIMIZE TABLE otel_traces FINAL', 'OPTIMIZE TABLE spanlink_index FINAL');
    for (const part of merged) rmSync(part, { recursive: true, force: true });
    expect(await told(data)).toEqual({ lost: undefined, notices: [] });
    remove(newPart(data));
    expect((await told(data)).lost).toMatchObject({ spans: 8, tracesTotal: 4 });
  });

  test('what the retention has deleted, or would have, is not told', async () => {
    const data = await filledFolder(end);
    remove(oldPart(data));
    expect(await told(data, { retention: 10, deletesOlder: true })).toEqual({ lost: undefined, notices: [] });
    expect(existsSync(recordOf(data))).toBe(false);
  });
});

test.each([
  ['its list of parts', (data: string) => remove(join(data, 'spanlink_parts.json'))],
  ['a list of its parts that is torn', (data: string) => truncateSync(join(data, 'spanlink_parts.json'), 10)],
])('A folder without %s is compared with its index', async (_what, lose) => {
  const data = await filledFolder();
  lose(data);
  remove(newPart(data));
  expect((await told(data)).lost).toMatchObject({ spans: 6, days: [TODAY], tracesTotal: 3 });
});

test('Spans that were stored after the parts were listed are counted beside those of listed parts', async () => {
  const closed = await filledFolder();
  const store = await openForTest({ data: closed });
  await store.insert(spansOf(201, 4, 1));
  const data = await killed(store, closed);
  const [old, yesterday] = partsOf(data, 'otel_traces');
  remove(old);
  remove(yesterday);
  const days = [OLD_DAY, dayOf(NOW - DAY)];
  expect((await told(data)).lost).toMatchObject({ spans: 12, days, tracesTotal: 6 });
});

test('A retention that keeps the spans of a part does not keep it from being told', async () => {
  const data = await filledFolder('closed', { retention: 100 });
  remove(oldPart(data));
  expect((await told(data, { retention: 100 })).lost).toMatchObject({ spans: 4, days: [OLD_DAY] });
});

test('Spans that somebody deletes with a statement are not told to be lost', async () => {
  const data = await filledFolder();
  await engineOn(data, `ALTER TABLE otel_traces DELETE WHERE TraceId = '${traceIdOf(2)}' SETTINGS mutations_sync = 2`);
  expect(await told(data)).toEqual({ lost: undefined, notices: [] });
});

test('Of parts that were merged into others, the outermost are counted, each once', () => {
  const named = (name: string, table = 't'): { table: string; name: string } => ({ table, name });
  const merged = named('20261102_1_4_1');
  const others = [named('20261102_5_5_0'), named('20261109_1_4_1'), named('20261102_1_4_1', 'other')];
  expect(outermost([named('20261102_1_2_1'), merged, named('20261102_3_4_1'), ...others])).toEqual([merged, ...others]);
  expect(outermost([merged, { ...merged }])).toEqual([merged]);
});
