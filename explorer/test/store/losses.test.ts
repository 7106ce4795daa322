/** What a data folder has lost when it is opened: it is told until somebody has read it, or mended. */
import { existsSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { partsOf } from '../cli/filled-folder';
import { ask } from '../query/story';
import {
  TODAY,
  OLD_DAY,
  spansOf,
  filledFolder,
  openTold,
  told,
  remove,
  recordOf,
  oldPart,
  newPart,
} from './damaged-folder.js';
import { closeAll, newFolder, openForTest } from './folder.js';
import { spanIdOf, traceIdOf } from './spans.js';

afterEach(closeAll);

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
