/** Parts of a data folder that are gone: what was acknowledged and is not there any more is told, and nothing else. */
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openEmbedded } from '../../server/store/embedded';
import type { SpanDetail } from '../../api/answers';
import { closeAll, newFolder } from '../store/folder';
import { spanIdOf, traceIdOf } from '../store/spans';
import { command, explorer, killAll } from './command';
import { filledFolder, NO_PORTS, partsOf, sendDaysAgo, statusOf, TODAY } from './filled-folder';

afterEach(async () => {
  await killAll();
  await closeAll();
});

// a bound: each test starts up to ten processes
jest.setTimeout(240_000);

const SIGNALS = ['SIGINT', 'SIGKILL'] as const;
const TOLD = /300 spans were lost: parts of the data folder are torn or gone, .* Torn traces \(30\): 0{31}1, /;

const rm = (path: string | undefined): void => rmSync(path ?? '', { recursive: true });
const doctorOf = (data: string): ReturnType<typeof command> => command('doctor', '--data', data, ...NO_PORTS);

/** Runs statements in a folder that no explorer has open. */
async function engineOn(data: string, ...statements: string[]): Promise<void> {
  const engine = await openEmbedded(data, 'default');
  for (const statement of statements) await engine.command(statement);
  await engine.close();
}

/** Expects that neither doctor nor two starts tell of a loss. */
async function expectNothingTold(data: string, spans: number): Promise<void> {
  const { code, out } = await doctorOf(data);
  expect([code, out]).toEqual([0, expect.stringContaining('All is well')]);
  for (const signal of SIGNALS) {
    const { url, output, stop } = await explorer(['--data', data]);
    expect(output.err).toBe('');
    const status = await statusOf(url);
    expect([status.lost, status.spans]).toEqual([undefined, spans]);
    await stop(signal);
  }
}

describe.each(SIGNALS)('After %s', (signal) => {
  test('Spans are told whose part is gone with its folder, at every start, until that is deleted', async () => {
    const data = await filledFolder(signal);
    rm(partsOf(data, 'otel_traces')[1]);
    const idle = await doctorOf(data);
    expect([idle.code, idle.out]).toEqual([1, expect.stringMatching(TOLD)]);
    for (const [round, end] of SIGNALS.entries()) {
      const { url, output, stop } = await explorer(['--data', data]);
      expect(output.err).toMatch(TOLD);
      const { lost, spans } = await statusOf(url);
      // each doctor below sends one
      expect(spans).toBe(50 + round);
      expect(lost).toMatchObject({ spans: 300, tracesTotal: 30, days: [TODAY] });
      expect(lost?.traces).toEqual(Array.from({ length: 30 }, (_, index) => traceIdOf(index + 1)));
      const gone = await fetch(`${url}api/spans/${traceIdOf(1)}/${spanIdOf(100)}`);
      expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining('its details are lost')]);
      expect((await command('doctor', '--url', url, '--data', data, '--test-span')).out).toMatch(TOLD);
      await stop(end);
    }
    rm(join(data, 'spanlink_losses.json'));
    await expectNothingTold(data, 52);
  });

  test('A second loss is added to the first', async () => {
    const data = await filledFolder(signal);
    const [old, today] = partsOf(data, 'otel_traces');
    rm(today);
    await (await explorer(['--data', data])).stop(signal);
    rm(old);
    const { url, stop } = await explorer(['--data', data]);
    expect((await statusOf(url)).lost).toMatchObject({
      spans: 350,
      tracesTotal: 35,
      days: [expect.anything(), expect.anything()],
    });
    await stop();
  });

  test('Parts of the index that are gone are filled anew, and no span is told to be lost', async () => {
    const data = await filledFolder(signal);
    for (const part of partsOf(data, 'spanlink_index')) rm(part);
    const { url, output, stop } = await explorer(['--data', data]);
    const causesOf = async (trace: number, span: number): Promise<number> => {
      const answer = await fetch(`${url}api/spans/${traceIdOf(trace)}/${spanIdOf(span)}`);
      return ((await answer.json()) as SpanDetail).causedBy.total;
    };
    while ((await causesOf(105, 10_149)) + (await causesOf(1, 100)) < 2) await new Promise(setImmediate);
    expect((await statusOf(url)).lost).toBeUndefined();
    if (signal === 'SIGINT') expect(output.err).toContain('Parts of the index are torn or gone, and are filled');
    await stop();
    await expectNothingTold(data, 350);
  });

  test('Spans that the engine merged are not told to be lost; those of a merged part that is gone are', async () => {
    const data = await filledFolder(signal);
    for (let round = 0; round < 3; round += 1) {
      const { http, stop } = await explorer(['--data', data]);
      await sendDaysAgo(http, 200 + round, 1, 0);
      await stop(signal);
    }
    await engineOn(data, 'OPTIMIZE TABLE otel_traces FINAL', 'OPTIMIZE TABLE spanlink_index FINAL');
    await expectNothingTold(data, 380);
    const merged = partsOf(data, 'otel_traces').filter((part) => !/_0$/.test(basename(part)));
    const today = TODAY.replaceAll('-', '');
    for (const part of partsOf(data, 'otel_traces')) if (basename(part).startsWith(today)) rm(part);
    expect(merged).not.toEqual([]);
    expect((await doctorOf(data)).out).toContain('330 spans were lost');
  });

  test('What the retention deletes is not told to be lost', async () => {
    const data = await filledFolder(signal);
    const kept = await explorer(['--data', data, '--retention', '10', '--delete-older']);
    while ((await statusOf(kept.url)).spans !== 300) await new Promise((resolve) => setImmediate(resolve));
    await kept.stop(signal);
    const { out } = await doctorOf(data);
    expect(out).toContain('All is well');
    const { output, stop } = await explorer(['--data', data, '--retention', '10']);
    expect(output.err).toBe('');
    await stop();
  });
});

test('If the index has lost them, too, lost spans are counted, and their traces are told not to be known', async () => {
  const data = await filledFolder();
  rm(partsOf(data, 'otel_traces')[1]);
  rm(partsOf(data, 'spanlink_index')[1]);
  const { code, out } = await doctorOf(data);
  expect([code, out]).toEqual([1, expect.stringMatching(/300 spans were lost: .* None of their traces is known\./)]);
});

test('A part that is detached by hand is told, and no more once it is attached again', async () => {
  const data = await filledFolder();
  const [, today = ''] = partsOf(data, 'otel_traces');
  await engineOn(data, `ALTER TABLE otel_traces DETACH PART '${basename(today)}'`);
  expect((await doctorOf(data)).out).toMatch(TOLD);
  await engineOn(data, `ALTER TABLE otel_traces ATTACH PART '${basename(today)}'`);
  await expectNothingTold(data, 350);
});

test('A part that is put back is not told any more', async () => {
  const data = await filledFolder();
  const [, today = ''] = partsOf(data, 'otel_traces');
  const copy = join(newFolder(), 'part');
  cpSync(today, copy, { recursive: true });
  rm(today);
  expect((await doctorOf(data)).out).toMatch(TOLD);
  cpSync(copy, today, { recursive: true });
  rm(join(data, 'spanlink_losses.json'));
  await expectNothingTold(data, 350);
});

test('Checksums that are gone are made anew, and nothing is told to be lost', async () => {
  const data = await filledFolder();
  rm(join(partsOf(data, 'otel_traces')[1] ?? '', 'checksums.txt'));
  await expectNothingTold(data, 350);
});

test('The file of a column that is gone tears its part', async () => {
  const data = await filledFolder();
  await engineOn(
    data,
    'ALTER TABLE otel_traces MODIFY SETTING min_bytes_for_wide_part = 0, min_rows_for_wide_part = 0',
    'OPTIMIZE TABLE otel_traces FINAL',
  );
  const wide = partsOf(data, 'otel_traces').filter((part) => existsSync(join(part, 'Duration.bin')));
  const today = TODAY.replaceAll('-', '');
  const part = wide.find((path) => basename(path).startsWith(today)) ?? '';
  expect(readdirSync(part)).toContain('Duration.bin');
  // what was merged into it is still there, and loaded instead
  rm(join(part, 'Duration.bin'));
  await expectNothingTold(data, 350);
  for (const path of partsOf(data, 'otel_traces')) if (basename(path).startsWith(today)) rm(join(path, 'data.bin'));
  expect((await doctorOf(data)).out).toMatch(TOLD);
});

test('Spans are counted that are gone before their part was listed, beside those of a listed one', async () => {
  const data = await filledFolder();
  const { http, stop } = await explorer(['--data', data]);
  // listed a second after
  await sendDaysAgo(http, 201, 10, 0);
  await stop('SIGKILL');
  const today = TODAY.replaceAll('-', '');
  for (const part of partsOf(data, 'otel_traces')) if (basename(part).startsWith(today)) rm(part);
  expect((await doctorOf(data)).out).toMatch(/400 spans were lost: .* Torn traces \(40\): /);
});

test('A folder without a list of its parts is compared with its index', async () => {
  const data = await filledFolder();
  rm(join(data, 'spanlink_parts.json'));
  rm(partsOf(data, 'otel_traces')[1]);
  expect((await doctorOf(data)).out).toMatch(TOLD);
});

test('Spans that somebody deletes with a statement are not told to be lost', async () => {
  const data = await filledFolder();
  await engineOn(data, `ALTER TABLE otel_traces DELETE WHERE TraceId = '${traceIdOf(7)}' SETTINGS mutations_sync = 2`);
  await expectNothingTold(data, 340);
});
