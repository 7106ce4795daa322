/** Files that are posted to a running explorer, and the export, over HTTP. */
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { FileAnswer } from '../../api/files';
import type { ErrorAnswer, LiveAnswer, StatusAnswer } from '../../api/answers';
import { otlpRequest, otlpSpan } from '../files/otlp-files';
import { traceIdOf } from '../store/spans';
import { story } from '../query/story';
import { closeServing, raw, serving } from './serving';

afterEach(closeServing);

const lineOf = (trace: number): string => `${JSON.stringify(otlpRequest(otlpSpan(trace)))}\n`;
const post = (url: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/api/files?name=a%20file.json`, { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers });
const spansOf = async (url: string, headers: Record<string, string> = {}): Promise<number> =>
  ((await (await fetch(`${url}/api/status`, { headers })).json()) as StatusAnswer).spans;

test('A file that is posted is read into the store, answered in words, and seen by open pages', async () => {
  const { url, broadcaster } = await serving();
  const event = new Promise<LiveAnswer>((resolve) => broadcaster.subscribe(resolve));
  const response = await post(url, gzipSync(`${lineOf(1)}nothing\n`));
  expect(response.status).toBe(200);
  expect((await response.json()) as FileAnswer).toEqual({
    name: 'a file.json',
    forms: ['OTLP JSON'],
    spans: 1,
    traces: [traceIdOf(1)],
    problems: [{ line: 2, message: expect.stringContaining('this is no JSON') as string }],
    problemsTotal: 1,
  });
  // the trace that it links to is touched as well
  expect(await event).toEqual({ traces: [traceIdOf(0x99), traceIdOf(1)], spans: 1 });
  expect(await spansOf(url)).toBe(1);
});

test('A file of another kind is answered in words, also if it is large', async () => {
  const { url } = await serving();
  const response = await post(url, Buffer.alloc(80 * 1024 * 1024, 'PNG\u0001'));
  expect([response.status, ((await response.json()) as FileAnswer).problems]).toEqual([
    200,
    [{ message: expect.stringMatching(/^neither JSON nor protobuf/) as string }],
  ]);
});

test('Only with the token, and never for pages of other sites or under other names, is a file taken', async () => {
  const token = 'a-secret-token';
  const { url, address } = await serving({ token });
  const wrong: readonly Record<string, string>[] = [
    {},
    { authorization: 'Bearer wrong' },
    { authorization: `Bearer ${token}`, origin: 'https://evil.example' },
    { authorization: `Bearer ${token}`, origin: 'null' },
    { authorization: `Bearer ${token}`, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  ];
  for (const headers of wrong) {
    const { status, body } = await raw(address, '/api/files', headers, 'POST');
    expect([401, 403]).toContain(status);
    expect((JSON.parse(body) as ErrorAnswer).error).toMatch(/\.$/);
  }
  expect((await post(url, lineOf(1), { authorization: `Bearer ${token}` })).status).toBe(200);
  expect(await spansOf(url, { authorization: `Bearer ${token}` })).toBe(1);
});

test('Files are posted to the address that is listened on, and nothing else is', async () => {
  const { url, address } = await serving();
  expect((await raw(address, '/api/files', { host: 'evil.example' }, 'POST')).status).toBe(403);
  const asked = await fetch(`${url}/api/files`);
  expect([asked.status, asked.headers.get('allow')]).toEqual([405, 'POST']);
  expect((await raw(address, '/api/graph', {}, 'POST')).status).toBe(405);
  expect((await raw(address, '/api/export', {}, 'POST')).status).toBe(405);
});

test('What arrived of a file is kept if its sender leaves', async () => {
  const { url, address, broadcaster } = await serving();
  const stored = new Promise<LiveAnswer>((resolve) => broadcaster.subscribe(resolve));
  const [host = '', port = ''] = address.split(':');
  const sent = request({ host, port, path: '/api/files', method: 'POST' });
  sent.on('error', () => {});
  sent.write(lineOf(1));
  sent.write(lineOf(2).slice(0, 50), () => setImmediate(() => sent.destroy()));
  expect((await stored).spans).toBe(1);
  expect(await spansOf(url)).toBe(1);
});

test('Several files at once are all read, and a large one keeps no question waiting', async () => {
  const { url } = await serving();
  const many = Array.from({ length: 3000 }, (_, index) => lineOf(index + 1)).join('');
  const posted = Promise.all([post(url, many), post(url, lineOf(1)), post(url, lineOf(2))]);
  expect((await fetch(`${url}/api/search`)).status).toBe(200);
  const answers = await Promise.all((await posted).map(async (one) => (await one.json()) as FileAnswer));
  expect(answers.map(({ spans }) => spans)).toEqual([3000, 1, 1]);
});

test('An export is downloaded as lines, with what cut it, and its mistakes are answered', async () => {
  const { url, store } = await serving();
  await store.insert([...story]);
  const response = await fetch(`${url}/api/export?trace=${traceIdOf(3)}&hops=5`);
  expect([
    ...['content-type', 'content-disposition', 'spanlink-cut-by'].map((name) => response.headers.get(name)),
  ]).toEqual(['application/x-ndjson; charset=utf-8', 'attachment; filename="spanlink-00000000.jsonl"', null]);
  const lines = (await response.text()).trimEnd().split('\n');
  expect(lines.map((line) => Object.keys(JSON.parse(line) as object))).toEqual(lines.map(() => ['resourceSpans']));
  const cut = await fetch(`${url}/api/export?trace=${traceIdOf(3)}&hops=0&spans=1`);
  expect(cut.headers.get('spanlink-cut-by')).toBe('hops, spans');
  for (const [path, status, error] of [
    ['/api/export', 400, /"trace" is missing/],
    [`/api/export?trace=${traceIdOf(3)}&ids=hidden`, 400, /"ids" must be one of kept, renamed/],
    [`/api/export?trace=${traceIdOf(3)}&clocks=adjusted`, 400, /no parameter of "export"/],
    [`/api/export?trace=${traceIdOf(77)}`, 404, /No span of trace/],
  ] as const) {
    const wrong = await fetch(url + path);
    expect([wrong.status, ((await wrong.json()) as ErrorAnswer).error]).toEqual([status, expect.stringMatching(error)]);
  }
});

test('An explorer that stops does not wait for the rest of a file', async () => {
  const served = await serving();
  const { address } = served;
  const [host = '', port = ''] = address.split(':');
  const socket = connect(Number(port), host);
  socket.on('error', () => {});
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  socket.write(
    `POST /api/files HTTP/1.1\r\nHost: ${address}\r\nContent-Length: 9000000\r\n\r\n${lineOf(1).repeat(2000)}`,
  );
  // the first line is there: its trace is told before the file has ended
  const { broadcaster } = served;
  await new Promise((resolve) => broadcaster.subscribe(resolve));
  const closed = once(socket, 'close');
  await closeServing();
  await closed;
  expect(answer).toContain('the explorer was stopped');
});
