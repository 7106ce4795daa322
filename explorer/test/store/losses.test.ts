/** What a data folder has lost when it is opened: it is told, once known until somebody has read it, or mended. */
import { cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openEmbedded } from '../../server/store/embedded.js';
import type { Store, StoreOptions } from '../../server/store/open-store.js';
import type { SpanRow } from '../../server/store/span-row.js';
import { partsOf } from '../cli/filled-folder';
import { ask } from '../query/story';
import { closeAll, newFolder, openForTest } from './folder.js';
import { link, span, spanIdOf, traceIdOf } from './spans.js';

afterEach(closeAll);

const DAY = 86_400_000;
const NOW = Date.now();
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
const [TODAY, OLD_DAY] = [dayOf(NOW), dayOf(NOW - 21 * DAY)];

/** Two spans of each trace from `first` on, which started so many days ago, and link to trace 9999. */
const spansOf = (first: number, traces: number, daysAgo: number = 0): SpanRow[] =>
  Array.from({ length: 2 * traces }, (_, index) =>
    span(first + (index >> 1), 10 * first + index, {
      time: BigInt(NOW - daysAgo * DAY) * 1_000_000n,
      received: BigInt(Date.now()) * 1_000_000n,
      links: [link(9999, 1)],
    }),
  );

/** A folder with six spans of today in traces 1 to 3, and four of three weeks ago in traces 101 and 102. */
async function filledFolder(end: 'closed' | 'killed' = 'closed', options: StoreOptions = {}): Promise<string> {
  const data = newFolder();
  const store = await openForTest({ data, ...options });
  await store.insert(spansOf(1, 3));
  await store.insert(spansOf(101, 2, 21));
  return end === 'closed' ? store.close().then(() => data) : killed(store, data);
}

/** Returns a copy of a folder as a process leaves it that is killed now. */
async function killed(store: Store, data: string): Promise<string> {
  const copy = newFolder();
  cpSync(data, copy, { recursive: true, verbatimSymlinks: true });
  await store.close();
  return copy;
}

/** Opens a folder, and returns what was told of it. */
async function openTold(data: string, options: StoreOptions = {}): Promise<{ store: Store; notices: string[] }> {
  const notices: string[] = [];
  const store = await openForTest({ data, onNotice: (notice) => notices.push(notice), ...options });
  return { store, notices };
}

/** Opens and closes a folder, and returns what was told of it. */
async function told(data: string, options: StoreOptions = {}): Promise<{ lost: Store['lost']; notices: string[] }> {
  const { store, notices } = await openTold(data, options);
  await store.close();
  return { lost: store.lost, notices };
}

/** Runs statements in a folder that no explorer has open. */
async function engineOn(data: string, ...statements: string[]): Promise<void> {
  const engine = await openEmbedded(data, 'default');
  for (const statement of statements) await engine.command(statement);
  await engine.close();
}

const remove = (part: string | undefined): void => rmSync(part ?? '', { recursive: true });
const recordOf = (data: string): string => join(data, 'spanlink_losses.json');
const [oldPart, newPart] = [0, 1].map((index) => (data: string) => partsOf(data, 'otel_traces')[index] ?? '') as [
  (data: string) => string,
  (data: string) => string,
];

/** Fills what the disk has not written with zeros, the size being right. */
function blank(file: string): void {
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0, bytes.length >> 1));
}

describe.each(['closed', 'killed'] as const)('Of a folder that a process left %s,', (end) => {
  test.each([
    ['gone', remove],
    ['torn', (part: string) => truncateSync(join(part, 'data.bin'), 100)],
    [
      'torn, with the number of its rows',
      (part: string) => ['data.bin', 'count.txt'].forEach((name) => truncateSync(join(part, name))),
    ],
  ])('a part that is %s is told at each start, until what is left of it is deleted', async (_what, tear) => {
    const data = await filledFolder(end);
    tear(newPart(data));
    const traces = [1, 2, 3].map(traceIdOf);
    const { lost, notices } = await told(data);
    expect(lost).toEqual({ spans: 6, days: [TODAY], traces, tracesTotal: 3, folders: [expect.anything()] });
    expect(notices).toEqual([
      `6 spans were lost: parts of the data folder are torn or gone, as after a power failure, of spans of ${TODAY}. ` +
        `Torn traces (3): ${traces.join(', ')}. What is left of them is in ${lost?.folders.join()}; ` +
        'delete that to be told no more.',
    ]);
    expect(lost?.folders.every((path) => path.startsWith(data) && existsSync(path))).toBe(true);
    expect(await told(data)).toEqual({ lost, notices });
    for (const path of lost?.folders ?? []) rmSync(path, { recursive: true });
    expect(await told(data)).toEqual({ lost: undefined, notices: [] });
  });

  test('a second loss is added to the first', async () => {
    const data = await filledFolder(end);
    remove(newPart(data));
    await told(data);
    remove(oldPart(data));
    const folders = [recordOf(data)];
    const traces = [1, 2, 3, 101, 102].map(traceIdOf);
    expect((await told(data)).lost).toEqual({ spans: 10, days: [OLD_DAY, TODAY], traces, tracesTotal: 5, folders });
  });

  test.each([
    ['gone', remove],
    ['torn', (part: string) => truncateSync(join(part, 'data.bin'), 100)],
  ])('parts of the index that are %s are filled anew, and told once', async (what, tear) => {
    const data = await filledFolder(end);
    for (const part of partsOf(data, 'spanlink_index')) tear(part);
    const { store, notices } = await openTold(data);
    while (!store.backfill().isDone) await new Promise(setImmediate);
    // those that a process left before it listed them are found by the spans
    if (end === 'closed' || what === 'torn') {
      expect(notices).toEqual([
        expect.stringMatching(/^Parts of the index are torn or gone, .* weeks of \d{4}-\d\d-\d\d, \d{4}-\d\d-\d\d\.$/),
      ]);
      expect(store.backfill()).toEqual({ isDone: true, done: 10, total: 10 });
    }
    expect([store.lost, await ask(store, 'status')]).toEqual([undefined, expect.objectContaining({ links: 10 })]);
    const { causedBy } = await ask(store, 'span', '', { trace: traceIdOf(102), span: spanIdOf(1013) });
    expect(causedBy.total).toBe(1);
    await store.close();
    expect(await told(data)).toEqual({ lost: undefined, notices: [] });
  });

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

test('Of many torn traces, the first are named, and all are counted', async () => {
  const data = newFolder();
  const store = await openForTest({ data });
  await store.insert(spansOf(1, 120));
  await store.close();
  remove(partsOf(data, 'otel_traces')[0]);
  const { lost, notices } = await told(data);
  const traces = Array.from({ length: 100 }, (_, index) => traceIdOf(index + 1));
  expect(lost).toMatchObject({ spans: 240, traces, tracesTotal: 120 });
  expect(notices).toEqual([expect.stringContaining(`Torn traces (120): ${traces.join(', ')}, …. What is left`)]);
});

test('If the index has lost them, too, lost spans are counted, and their traces are told not to be known', async () => {
  const data = await filledFolder();
  remove(newPart(data));
  remove(partsOf(data, 'spanlink_index')[1]);
  const { lost, notices } = await told(data);
  expect(lost).toMatchObject({ spans: 6, traces: [], tracesTotal: 0 });
  expect(notices.at(-1)).toMatch(/^6 spans were lost: .* None of their traces is known\. What is left/);
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

test('A part that is detached by hand is told, and no more once it is attached again', async () => {
  const data = await filledFolder();
  const part = basename(newPart(data));
  await engineOn(data, `ALTER TABLE otel_traces DETACH PART '${part}'`);
  expect((await told(data)).lost).toMatchObject({ spans: 6 });
  await engineOn(data, `ALTER TABLE otel_traces ATTACH PART '${part}'`);
  expect(await told(data)).toEqual({ lost: undefined, notices: [] });
});

test('Spans that somebody deletes with a statement are not told to be lost', async () => {
  const data = await filledFolder();
  await engineOn(data, `ALTER TABLE otel_traces DELETE WHERE TraceId = '${traceIdOf(2)}' SETTINGS mutations_sync = 2`);
  expect(await told(data)).toEqual({ lost: undefined, notices: [] });
});

test.each(['otel_traces', 'spanlink_index'])(
  'Checksums tell that a part of %s is torn whose size is right',
  async (table) => {
    const data = await filledFolder();
    const part = partsOf(data, table)[1] ?? '';
    blank(join(part, 'data.bin'));
    const { lost, notices } = await told(data);
    expect(notices[0]).toMatch(
      new RegExp(`^${table}, part ${basename(part)}, is torn: .*data\\.bin.* It is set aside\\.$`),
    );
    expect(lost).toEqual(table === 'otel_traces' ? expect.objectContaining({ spans: 6, tracesTotal: 3 }) : undefined);
    expect((await told(data)).lost).toEqual(lost);
  },
);
