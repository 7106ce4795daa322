/** Files that a power failure tore: what was lost is told, and what can be mended is. */
import { readFileSync, realpathSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SpanDetail } from '../../api/answers';
import { closeAll, newFolder } from '../store/folder';
import { spanIdOf, traceIdOf } from '../store/spans';
import { command, explorer, killAll } from './command';
import { filledFolder, NO_PORTS, partsOf, statusOf, TODAY } from './filled-folder';

afterEach(async () => {
  await killAll();
  await closeAll();
});

test.each([
  ['shorter', (part: string) => truncateSync(join(part, 'data.bin'), 100)],
  [
    'empty',
    (part: string) => ['data.bin', 'columns.txt', 'count.txt'].forEach((name) => truncateSync(join(part, name))),
  ],
  ['gone', (part: string) => rmSync(join(part, 'data.bin'))],
])('Spans are told to be lost whose files are %s, in the log, by doctor and in the status', async (_what, tear) => {
  const data = await filledFolder();
  const [, today = ''] = partsOf(data, 'otel_traces');
  tear(today);
  const told = /300 spans were lost: .* Torn traces \(30\): 0{31}1, .*detached/;
  const idle = await command('doctor', '--data', data, ...NO_PORTS);
  expect([idle.code, idle.out]).toEqual([1, expect.stringMatching(told)]);
  expect(idle.out).not.toContain('All is well');

  const { url, output, stop } = await explorer(['--data', data]);
  expect(output.err).toMatch(told);
  const { lost, spans } = await statusOf(url);
  expect(spans).toBe(50);
  expect(lost).toMatchObject({ spans: 300, tracesTotal: 30, days: [TODAY] });
  expect(lost?.traces).toEqual(Array.from({ length: 30 }, (_, index) => traceIdOf(index + 1)));
  const torn = await fetch(`${url}api/spans/${traceIdOf(1)}/${spanIdOf(100)}`);
  expect([torn.status, await torn.text()]).toEqual([404, expect.stringContaining('its details are lost')]);
  expect((await fetch(`${url}api/spans/${traceIdOf(101)}/${spanIdOf(10_100)}`)).status).toBe(200);
  const running = await command('doctor', '--url', url, '--data', data);
  expect([running.code, running.out]).toEqual([1, expect.stringMatching(told)]);
  await stop();

  // whoever has read it deletes what is left
  for (const folder of lost?.folders ?? []) rmSync(folder, { recursive: true });
  expect((await command('doctor', '--data', data, ...NO_PORTS)).out).toContain('All is well');
});

test('A torn index is filled anew from the spans', async () => {
  const data = await filledFolder();
  for (const part of partsOf(data, 'spanlink_index')) truncateSync(join(part, 'data.bin'), 100);
  const { url, output, stop } = await explorer(['--data', data]);
  expect(output.err).toContain('Parts of the index are torn or gone, and are filled anew');
  while (!(await statusOf(url)).backfill.isDone) await new Promise((resolve) => setImmediate(resolve));
  const { lost, links, backfill } = await statusOf(url);
  expect([lost, links, backfill]).toEqual([undefined, 350, { isDone: true, done: 350, total: 350 }]);
  for (const [trace, span] of [
    [1, 100],
    [105, 10_149],
  ] as const) {
    const answer = await fetch(`${url}api/spans/${traceIdOf(trace)}/${spanIdOf(span)}`);
    expect(((await answer.json()) as SpanDetail).causedBy.total).toBe(1);
  }
  const cause = await fetch(`${url}api/graph?trace=${traceIdOf(9999)}&hops=1&traces=100`);
  expect(((await cause.json()) as { lanes: unknown[] }).lanes).toHaveLength(35);
  await stop();
  const again = await explorer(['--data', data]);
  expect(again.output.err).toBe('');
  await again.stop();
});

test.each(['SIGINT', 'SIGKILL'] as const)(
  'Checksums tell which file is torn whose size is right, at a start and by doctor, after %s',
  async (signal) => {
    for (const isDoctor of [true, false]) {
      const data = await filledFolder(signal);
      const [, today = ''] = partsOf(data, 'otel_traces');
      const file = join(today, 'data.bin');
      const bytes = readFileSync(file);
      // what the disk has not written is zero
      writeFileSync(file, bytes.fill(0, 4096 < bytes.length ? 4096 : bytes.length >> 1));
      const named = /otel_traces, part \d{8}_\S+, is torn: .*data\.bin/;
      const told = /300 spans were lost: .* Torn traces \(30\): 0{31}1, .*detached/;
      if (isDoctor) {
        const { code, out } = await command('doctor', '--data', data, ...NO_PORTS);
        expect([code, out, out]).toEqual([1, expect.stringMatching(named), expect.stringMatching(told)]);
      }
      const { url, output, stop } = await explorer(['--data', data]);
      if (!isDoctor) expect(output.err).toMatch(named);
      expect(output.err).toMatch(told);
      expect((await statusOf(url)).lost).toMatchObject({ spans: 300, tracesTotal: 30 });
      await stop();
    }
  },
);

test('A torn definition of a table is named, and is not another explorer', async () => {
  const data = await filledFolder();
  const folder = realpathSync(join(data, 'metadata', 'default'));
  const definition = join(folder, 'otel_traces.sql');
  truncateSync(definition, 10);
  const { code, err } = await command('--data', data, ...NO_PORTS);
  expect([code, err]).toEqual([1, expect.stringContaining(`otel_traces.sql is torn, as after a power failure`)]);
  expect(err).toContain('No other process has it open');
  expect(err).not.toContain('One process at a time');
  // the engine's own line
  expect(err).not.toContain('Code: ');
});

test('After a kill, the lock that is left is not another explorer; a process that has it open is named', async () => {
  const data = join(newFolder(), 'data');
  const killed = await explorer(['--data', data]);
  await killed.stop('SIGKILL');
  const { stop } = await explorer(['--data', data]);
  const second = await command('--data', data, ...NO_PORTS);
  expect([second.code, second.err]).toEqual([1, expect.stringMatching(/could not be opened: process \d+ has it open/)]);
  expect(second.err).not.toContain('Code: ');
  await stop();
});

test.each([
  ['the definition of its spans', (data: string) => rmSync(join(data, 'metadata', 'default', 'otel_traces.sql'))],
  ['all definitions', (data: string) => rmSync(join(data, 'metadata'), { recursive: true })],
  ['all tables', (data: string) => rmSync(join(data, 'store'), { recursive: true })],
])('A folder without %s does not start as an empty one, and doctor says so', async (_what, lose) => {
  const data = await filledFolder();
  lose(data);
  const told = /has lost (the definition of )?its table of spans/;
  for (const args of [['doctor'], ['--no-open'], ['doctor']]) {
    const { code, out, err } = await command(...args, '--data', data, ...NO_PORTS);
    expect([code, out + err]).toEqual([1, expect.stringMatching(told)]);
  }
});

test('An index whose definition is gone is filled anew from the spans', async () => {
  const data = await filledFolder();
  rmSync(join(data, 'metadata', 'default', 'spanlink_index.sql'));
  const { url, output, stop } = await explorer(['--data', data]);
  expect(output.err).toContain('The index is missing, and is filled anew from the spans.');
  while (!(await statusOf(url)).backfill.isDone) await new Promise((resolve) => setImmediate(resolve));
  expect(await statusOf(url)).toMatchObject({ spans: 350, links: 350 });
  const cause = await fetch(`${url}api/graph?trace=${traceIdOf(9999)}&hops=1&traces=100`);
  expect(((await cause.json()) as { lanes: unknown[] }).lanes).toHaveLength(35);
  await stop();
});
