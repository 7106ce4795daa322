/** `open` and `export`, from files to a page and back. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { GraphAnswer, SearchAnswer, StatusAnswer } from '../../api/answers';
import { otlpProtobuf, otlpRequest, otlpSpan, zstd } from '../files/otlp-files';
import { closeAll, newFolder } from '../store/folder';
import { spanIdOf, traceIdOf } from '../store/spans';
import { command, explorer, killAll, main } from './command';

afterEach(async () => {
  await killAll();
  await closeAll();
});

const lineOf = (trace: number): string => `${JSON.stringify(otlpRequest(otlpSpan(trace)))}\n`;
const jaeger = (trace: number): string =>
  JSON.stringify({
    data: [
      {
        traceID: traceIdOf(trace),
        spans: [
          {
            traceID: traceIdOf(trace),
            spanID: spanIdOf(1),
            operationName: 'later',
            references: [{ refType: 'FOLLOWS_FROM', traceID: traceIdOf(1), spanID: spanIdOf(0x51) }],
            startTime: 1_795_000_001_000_000,
            duration: 1,
            processID: 'p1',
          },
        ],
        processes: { p1: { serviceName: 'jaeger' } },
      },
    ],
  });

/** Writes files into a new folder, and returns their paths. */
function files(contents: Readonly<Record<string, string | Buffer>>): string[] {
  const folder = newFolder();
  return Object.entries(contents).map(([name, content]) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  });
}

/** Returns an environment in which temporary files are in a folder of their own. */
function temporary(): { env: { TMPDIR: string }; left: () => string[] } {
  const folder = mkdtempSync(join(newFolder(), 'tmp-'));
  return { env: { TMPDIR: folder }, left: () => readdirSync(folder).filter((name) => name.startsWith('spanlink-')) };
}

const api = async <T>(url: string, path: string): Promise<T> => (await (await fetch(new URL(path, url))).json()) as T;

test('Files of several forms are shown together, in a store that is gone afterwards', async () => {
  const { env, left } = temporary();
  const paths = files({
    'a.txt': lineOf(1),
    b: gzipSync(otlpProtobuf(otlpRequest(otlpSpan(2)))),
    'c.json': jaeger(3),
    d: zstd(JSON.stringify([{ traceId: traceIdOf(4), id: spanIdOf(1), timestamp: 1_795_000_002_000_000 }])),
    'broken.json': `${lineOf(5)}{"resourceSpans":[{`,
  });
  const { url, output, stop } = await explorer(['open', ...paths, '/no/such.json', newFolder()], env);
  expect(output.out).toMatch(
    /Read {5}5 spans from 5 files \(OTLP JSON, OTLP protobuf, Jaeger JSON, Zipkin JSON\); 1 problem\n/,
  );
  expect(output.out).toContain('Kept in  a temporary folder, which is deleted\n');
  expect(output.err).toContain('/no/such.json: there is no such file.\n');
  expect(output.err).toMatch(/^\/.*: it is a directory: name the files in it\.$/m);
  expect(output.err).toMatch(/broken\.json, line 2: the JSON breaks off; what is whole was read\.\n/);
  expect(await api<StatusAnswer>(url, 'api/status')).toMatchObject({ spans: 5, isTemporary: true, receivers: {} });
  const graph = await api<GraphAnswer>(url, `api/graph?trace=${traceIdOf(3)}`);
  expect(graph.links.map(({ relation }) => relation)).toContain('follows_from');
  expect(left()).toHaveLength(1);
  expect(await stop()).toBe(0);
  expect(left()).toEqual([]);
});

test.each([['SIGTERM'], ['SIGHUP']] as const)('The store is gone after %s, too', async (signal) => {
  const { env, left } = temporary();
  const { stop } = await explorer(['open', ...files({ a: lineOf(1) })], env);
  expect([await stop(signal), left()]).toEqual([0, []]);
});

test('With a data folder, the spans stay there, beside those that it has', async () => {
  const data = join(newFolder(), 'data');
  for (const trace of [1, 2]) {
    const { output, stop } = await explorer(['open', ...files({ a: lineOf(trace) }), '--data', data]);
    expect(output.out).toContain(`Kept in  ${data}\n`);
    expect(output.out).toContain(`/?view=timeline&trace=${traceIdOf(trace)}\n`);
    await stop();
  }
  const { out } = await command('query', 'search', '--data', data);
  expect((JSON.parse(out) as SearchAnswer).traces).toHaveLength(2);
});

test('What comes over a pipe is read to its end', async () => {
  const { env, left } = temporary();
  const child = spawn(process.execPath, [main, 'open', '-', '--port', '0'], { env: { ...process.env, ...env } });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stdin.write(lineOf(1).slice(0, 100));
  child.stdin.end(lineOf(1).slice(100));
  while (!out.includes('Ctrl-C stops it.')) await once(child.stdout, 'data');
  child.kill('SIGINT');
  await once(child, 'close');
  expect(out).toContain('Read     1 span from standard input (OTLP JSON)\n');
  expect(left()).toEqual([]);
});

test('Without a span to show, it ends with 1, a sentence for each file, and nothing left behind', async () => {
  const { env, left } = temporary();
  const [empty = '', letter = '', evil = ''] = files({ empty: '', letter: 'Dear all\n', 'evil\u001b[2J\nname': '' });
  const tell = async (...paths: string[]): Promise<unknown> => {
    const child = spawn(process.execPath, [main, 'open', ...paths, '--port', '0'], { env: { ...process.env, ...env } });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const [code] = (await once(child, 'close')) as [number];
    return [code, err];
  };
  expect(await tell(empty, letter)).toEqual([
    1,
    [
      `${empty}: it is empty.`,
      `${letter}, line 1: this is no JSON: { or [ is expected, and here is "D"; what is whole was read.`,
      'No spans were found.\n',
    ].join('\n'),
  ]);
  expect(await tell(evil)).toEqual([
    1,
    expect.stringMatching(/evil\?\[2J\?name: it is empty\.\nNo spans were found\.\n$/),
  ]);
  expect(await tell('/no/such')).toEqual([1, '/no/such: there is no such file.\nNo file could be read.\n']);
  expect(await tell(newFolder())).toEqual([1, expect.stringContaining('it is a directory: name the files in it.')]);
  expect(await tell()).toEqual([2, expect.stringContaining('open needs the files to read, or - for what')]);
  // root may read anything
  if (process.getuid?.() !== 0) {
    chmodSync(letter, 0);
    expect(await tell(letter)).toEqual([1, expect.stringContaining('it may not be read')]);
  }
  expect(left()).toEqual([]);
});

test('An explorer may run beside it, since it takes another port than that of the page', async () => {
  const running = await explorer(['--data', join(newFolder(), 'data'), '--port', '4319']).catch(() => undefined);
  const child = spawn(process.execPath, [main, 'open', ...files({ a: lineOf(1) })]);
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  while (!out.includes('Ctrl-C stops it.')) await once(child.stdout, 'data');
  child.kill('SIGINT');
  await once(child, 'close');
  // another program of this machine may have had the port as well
  expect(out).toMatch(/Page {5}http:\/\/127\.0\.0\.1:(?!4319)\d+\//);
  await running?.stop();
});

test('What export prints is opened by open, from a running explorer and from a folder', async () => {
  const data = join(newFolder(), 'data');
  const { url, stop } = await explorer(['open', ...files({ a: lineOf(1), b: jaeger(2) }), '--data', data]);
  const query = ['export', `trace=${traceIdOf(2)}`, 'hops=5'];
  const fromRunning = await command(...query, '--url', url);
  expect([fromRunning.code, fromRunning.err]).toEqual([0, '']);
  const cut = await command(...query, 'spans=1', '--url', url);
  expect(cut.err).toBe('Incomplete: cut by a limit on spans; raise spans=….\n');
  expect((await command('export', '--url', url)).err).toContain('"trace" is missing');
  expect((await command('export', 'trace=1', '--url', url)).code).toBe(2);
  expect((await command('export', `trace=${traceIdOf(77)}`, '--url', url)).err).toContain('No span of trace');
  await stop();
  const fromFolder = await command(...query, '--data', data);
  expect(fromFolder.out).toBe(fromRunning.out);
  const anonymous = await command(...query, 'ids=renamed', 'times=shifted', '--data', data);
  expect(anonymous.out).not.toContain(traceIdOf(1));
  const [path = ''] = files({ 'export.jsonl': fromRunning.out });
  const again = await explorer(['open', path]);
  const graph = await api<GraphAnswer>(again.url, `api/graph?trace=${traceIdOf(2)}&hops=5`);
  expect(graph.spans.map(({ name }) => name)).toEqual(['näme "{[', 'later']);
  await again.stop();
});

test('Help tells how to open and to export', async () => {
  expect((await command('--help')).out).toContain('spanlink-explorer open <file> …');
  expect((await command('help', 'open')).out).toContain('Zipkin');
  expect((await command('open', '--help')).out).toContain('several of them in one file');
  expect((await command('help', 'export')).out).toContain('ids');
});
