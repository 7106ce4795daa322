/** The command, from start to Ctrl-C. */
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { LiveAnswer, SearchAnswer, StatusAnswer } from '../../api/answers';

import { closeAll, newFolder } from '../store/folder';
import { command, explorer, inTerminal, killAll, send } from './command';
import { traceIdOf } from '../store/spans';

afterEach(async () => {
  await killAll();
  await closeAll();
});

const folder = (): string => join(newFolder(), 'data');
const searched = ({ out }: { out: string }): string[] =>
  (JSON.parse(out) as SearchAnswer).traces.map(({ traceId }) => traceId);

test('A time without a zone is in UTC, wherever the explorer runs', async () => {
  const { url, http } = await explorer(['--data', newFolder()], { TZ: 'America/New_York' });
  expect((await send(http, [traceIdOf(1)])).status).toBe(200);
  const found = async (since: string, until: string): Promise<number> => {
    const answer = await fetch(`${url}api/search?${new URLSearchParams({ since, until })}`);
    return ((await answer.json()) as SearchAnswer).traces.length;
  };
  expect(await found('2026-11-18T11:06:40', '2026-11-18T11:06:41')).toBe(1);
  expect(await found('2026-11-18T06:06:40-05:00', '2026-11-18T12:06:41+01:00')).toBe(1);
  expect(await found('2026-11-18', '2026-11-19')).toBe(1);
  expect(await found('2026-11-18T11:06:41', '2026-11-18T23:59:59.999')).toBe(0);
});

test('Spans sent to a running explorer are found through its API, by query, and after it has stopped', async () => {
  const data = folder();
  const { url, http, stop, output } = await explorer([
    '--data',
    data,
    '--open-in',
    'Jaeger=http://localhost:16686/trace/{traceId}',
  ]);
  const live = await fetch(`${url}api/live`);
  const reader = (live.body as ReadableStream<Uint8Array>).getReader();
  expect((await send(http, [traceIdOf(7)])).status).toBe(200);

  let events = '';
  while (!events.includes('data: {')) events += Buffer.from((await reader.read()).value ?? []).toString();
  expect(JSON.parse(/data: (.*)/.exec(events)?.[1] ?? '') as LiveAnswer).toEqual({ traces: [traceIdOf(7)], spans: 1 });

  const status = (await (await fetch(`${url}api/status`)).json()) as StatusAnswer;
  expect(status).toMatchObject({
    storage: 'embedded',
    spans: 1,
    receivers: { http },
    openIn: [{ name: 'Jaeger' }],
    backfill: { isDone: true },
  });
  expect(searched(await command('query', 'search', 'service=orders', '--url', url))).toEqual([traceIdOf(7)]);

  const doctor = await command('doctor', '--url', url, '--data', data);
  expect([doctor.code, doctor.out]).toEqual([
    0,
    expect.stringMatching(/OTLP over HTTP: received at http:.*\n- {6}a test span: not sent.*--test-span sends one/),
  ]);
  expect(((await (await fetch(`${url}api/status`)).json()) as StatusAnswer).spans).toBe(1);
  const tested = await command('doctor', '--url', url, '--test-span');
  expect([tested.code, tested.out]).toEqual([
    0,
    expect.stringMatching(/ok {5}a test span: taken at .*, stored, and found/),
  ]);

  expect(await stop()).toBe(0);
  expect(output.err).toContain('what was sent is stored first');
  expect(searched(await command('query', 'search', 'service=orders', '--data', data))).toEqual([traceIdOf(7)]);
  const table = await command('query', 'trace', `trace=${traceIdOf(7)}`, '--data', data, '--table');
  const [header, row, end] = table.out.split('\n');
  expect(header).toMatch(/^start +took +service +name +status +trace +span$/);
  expect(row).toMatch(/^2026-11-18T11:06:40.000Z +1.0 ms +orders +work +unset +0{31}7 +0{15}7$/);
  expect(end).toBe('');
  expect(table.out.split('\n')).toHaveLength(3);
  const idle = await command(
    'doctor',
    '--data',
    data,
    '--port',
    '0',
    '--otlp-http-port',
    '0',
    '--otlp-grpc-port',
    'off',
  );
  expect([idle.code, idle.out]).toEqual([0, expect.stringContaining('has its tables and 2 spans, all indexed')]);
});

test('Ctrl-C loses no acknowledged span, and pending requests are answered', async () => {
  const data = folder();
  const { http, stop } = await explorer(['--data', data]);
  const acknowledged: string[] = [];
  const sending = Array.from({ length: 40 }, async (_, index) => {
    const traces = Array.from({ length: 50 }, (_, each) => traceIdOf(1000 + index * 50 + each));
    const response = await send(http, traces).catch(() => undefined);
    if (response?.ok) acknowledged.push(...traces);
  });
  await Promise.race(sending);
  expect(await stop()).toBe(0);
  await Promise.all(sending);
  expect(acknowledged.length).toBeGreaterThan(0);
  const { out } = await command('query', 'status', '--data', data);
  expect((JSON.parse(out) as StatusAnswer).spans).toBeGreaterThanOrEqual(acknowledged.length);
  const found = new Set<string>();
  let before = '';
  do {
    const page = JSON.parse(
      (await command('query', 'search', 'limit=200', ...(before === '' ? [] : [`before=${before}`]), '--data', data))
        .out,
    ) as SearchAnswer;
    for (const { traceId } of page.traces) found.add(traceId);
    before = page.next ?? '';
  } while (before !== '');
  expect(acknowledged.filter((trace) => !found.has(trace))).toEqual([]);
}, 120_000);

test('A terminal that is closed loses no acknowledged span, and ends the explorer as Ctrl-C does', async () => {
  const data = folder();
  const { http, leave, stop } = await explorer(['--data', data]);
  leave();
  expect((await send(http, [traceIdOf(1)])).ok).toBe(true);
  expect(await stop('SIGHUP')).toBe(0);
  expect(searched(await command('query', 'search', '--data', data))).toEqual([traceIdOf(1)]);
}, 60_000);

test('The error for a port in use names the option that changes it, and nothing is left running', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const taken = String((other.address() as AddressInfo).port);
  const free = { page: ['--port', '0'], http: ['--otlp-http-port', '0'], grpc: ['--otlp-grpc-port', '0'] };
  try {
    for (const [option, rest] of [
      ['--port', [...free.http, ...free.grpc]],
      ['--otlp-http-port', [...free.page, ...free.grpc]],
      ['--otlp-grpc-port', [...free.page, ...free.http]],
    ] as const) {
      const { code, err } = await command('--data', folder(), option, taken, ...rest);
      expect([code, err]).toEqual([1, expect.stringContaining(`127.0.0.1:${taken}`)]);
      expect(err).toContain(`${option}`);
    }
  } finally {
    other.close();
  }
});

test('All ports in use are named at once, with what is served there and the options that change them', async () => {
  const { http, output, url } = await explorer(['--data', folder()]);
  const [, grpc = ''] = /127\.0\.0\.1:(\d+) OTEL_EXPORTER_OTLP_PROTOCOL=grpc/.exec(output.out) ?? [];
  const ports = ['--port', new URL(url).port, '--otlp-http-port', new URL(http).port, '--otlp-grpc-port', grpc];
  const data = folder();
  const { code, err } = await command('--data', data, ...ports);
  expect([code, err]).toEqual([
    1,
    `Other programs listen on 127.0.0.1:${ports[1]} (the page), 127.0.0.1:${ports[3]} (OTLP over HTTP) and ` +
      `127.0.0.1:${grpc} (OTLP over gRPC), maybe a Collector or another explorer. Stop them, or give other ports ` +
      'with --port, --otlp-http-port and --otlp-grpc-port; 0 picks a free one.\n',
  ]);
  expect(existsSync(data)).toBe(false);
});

test.each([
  [['--port', '4318'], /^--port and --otlp-http-port are both 4318: give each a port of its own\.\n$/],
  [
    ['--host', 'no.such.host.invalid'],
    /^--host must be an address of this machine, and "no\.such\.host\.invalid" is none/,
  ],
  [
    ['--host', '203.0.113.7'],
    /^--host must be an address of this machine, and "203\.0\.113\.7" is none \(EADDRNOTAVAIL\)/,
  ],
])('%j cannot be listened on, which is said once with what to do', async (args, message) => {
  const data = folder();
  const { code, err } = await command('--data', data, '--token', 'a-long-token', ...args);
  expect([code, err]).toEqual([1, expect.stringMatching(message)]);
  expect(existsSync(data)).toBe(false);
});

test.each([
  ['0.0.0.0', /^http:\/\/127\.0\.0\.1:\d+\/\?token=a-long-token$/],
  ['::', /^http:\/\/\[::1\]:\d+\/\?token=a-long-token$/],
  ['0', /^http:\/\/127\.0\.0\.1:\d+\/\?token=a-long-token$/],
  ['[::1]', /^http:\/\/\[::1\]:\d+\/\?token=a-long-token$/],
  ['localhost', /^http:\/\/(127\.0\.0\.1|\[::1\]):\d+\/\?token=a-long-token$/],
])('With --host %s, the addresses that are printed can be opened and sent to', async (host, printed) => {
  const { url, http } = await explorer(['--data', folder(), '--host', host, '--token', 'a-long-token']);
  expect(url).toMatch(printed);
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
  expect((await send(http, [traceIdOf(1)], { Authorization: 'Bearer a-long-token' })).status).toBe(200);
  const doctor = await command('doctor', '--url', new URL('/', url).href, '--token', 'a-long-token', '--test-span');
  expect([doctor.code, doctor.out]).toEqual([0, expect.stringContaining('ok     a test span')]);
});

const ofMachine = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

(ofMachine === undefined ? test.skip : test)('Of all addresses, one for others is printed, and works', async () => {
  const { output } = await explorer(['--data', folder(), '--host', '0.0.0.0', '--token', 'a-long-token']);
  const [, other = ''] = /(http:\S+) for others/.exec(output.out) ?? [];
  expect(other).toContain(ofMachine);
  expect((await fetch(other, { redirect: 'manual' })).status).toBe(303);
  const url = new URL('/', other).href;
  const doctor = await command('doctor', '--url', url, '--token', 'a-long-token', '--test-span');
  expect([doctor.code, doctor.out]).toEqual([0, expect.stringContaining(`received at http://${ofMachine}:`)]);
});

test('An address that others reach needs a token, without which nothing can be read or sent', async () => {
  const data = folder();
  const refused = await command('--data', data, '--host', '0.0.0.0', '--port', '0');
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('a token is needed: give one with --token')]);
  expect(existsSync(data)).toBe(false);

  const token = 'a-secret-token';
  const { url, http } = await explorer(['--data', data, '--host', '0.0.0.0'], { SPANLINK_EXPLORER_TOKEN: token });
  const page = url.replace(/\?.*/, '');
  expect(url).toContain(`/?token=${token}`);
  expect((await fetch(`${page}api/status`)).status).toBe(401);
  expect((await send(http, [traceIdOf(1)])).status).toBe(401);
  expect((await send(http, [traceIdOf(1)], { Authorization: `Bearer ${token}` })).status).toBe(200);
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
  expect((await command('query', 'search', '--url', page)).err).toContain('started with --token');
  expect(searched(await command('query', 'search', '--url', page, '--token', token))).toEqual([traceIdOf(1)]);
  expect((await command('doctor', '--url', page)).out).toContain('give it with --token');
});

test('In a terminal, the page is opened in the browser of the user', async () => {
  const told = createHttpServer();
  await new Promise<void>((resolve) => told.listen(0, '127.0.0.1', resolve));
  const browser = join(newFolder(), 'browser');
  writeFileSync(
    browser,
    `#!${process.execPath}
void fetch('http://127.0.0.1:${(told.address() as AddressInfo).port}', { method: 'POST', body: process.argv[2] });
`,
    { mode: 0o755 },
  );
  inTerminal(['--data', folder(), '--token', 'a-long-token'], { BROWSER: browser });
  const [request, response] = (await once(told, 'request')) as [IncomingMessage, ServerResponse];
  const opened = await text(request);
  response.end();
  // lists of processes show the arguments of a browser
  expect(opened).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?invitation=[\w-]{32}$/);
  const first = await fetch(opened, { redirect: 'manual' });
  expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
  expect((await fetch(new URL('/api/status', opened), { headers: { cookie } })).status).toBe(200);
  // whoever saw it there cannot use it again
  expect((await fetch(opened, { redirect: 'manual' })).status).toBe(401);
  told.close();
});

test('The error for a data folder that another explorer has open says so', async () => {
  const data = folder();
  await explorer(['--data', data]);
  const second = await command('--data', data, '--port', '0');
  expect([second.code, second.err]).toEqual([1, expect.stringContaining('One process at a time can have it open')]);
});

test('Names of spans and mistakes never control the terminal, and JSON has the same values', async () => {
  const { url, http } = await explorer(['--data', folder()]);
  const evil = 'a\u001b[2J\u009b31m\u0007\u202e\u2066\u2028\u007f\r\nb';
  const trace = traceIdOf(7);
  const response = await fetch(`${http}/v1/traces`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: evil } }] },
          scopeSpans: [
            {
              scope: { name: evil },
              spans: [
                {
                  traceId: trace,
                  spanId: trace.slice(16),
                  name: evil,
                  startTimeUnixNano: '1795000000000000000',
                  attributes: [{ key: evil, value: { stringValue: evil } }],
                  events: [{ name: evil, timeUnixNano: '1795000000000000000' }],
                },
              ],
            },
          ],
        },
      ],
    }),
  });
  expect(response.status).toBe(200);
  const harmless = /^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]*$/;
  const span = ['query', 'span', `trace=${trace}`, `span=${trace.slice(16)}`, '--url', url];
  const json = await command(...span);
  expect(json.out).toMatch(harmless);
  expect(JSON.parse(json.out)).toMatchObject({ name: evil, service: evil, attributes: { [evil]: evil } });
  for (const args of [
    [...span, '--table'],
    ['query', 'facets', '--url', url],
    ['query', 'facets', '--url', url, '--table'],
    ['query', 'search', `service=${evil}`, '--url', url],
    ['query', 'search', `kind=${evil}`, '--url', url],
    ['query', `${evil}`],
    ['query', 'run', `workflow=${evil}`, `run=${evil}`, '--url', url],
    ['query', 'search', '--data', `/no/${evil}`],
    ['doctor', '--url', url, '--data', `/no/${evil}`],
    [evil],
    ['--open-in', evil],
  ]) {
    const { out, err } = await command(...args);
    expect(out + err).toMatch(/./);
    expect(out).toMatch(harmless);
    expect(err).toMatch(harmless);
  }
});

test.each([
  [['query'], 'query needs a question: it is one of trace, kept, span,'],
  [['query', 'grph'], 'There is no question "grph"'],
  [['query', 'graph', 'trace'], '"trace" must be key=value'],
  [['query', 'graph'], '"trace" is missing'],
  [['query', 'run', 'workflow=a'], 'run needs run=….'],
  [['query', 'search', 'hops=x'], '"hops" must be a whole number'],
  [['--prot', '1'], "Unknown option '--prot'"],
])('The mistake %j exits with 2 and tells what was expected', async (args, message) => {
  const { code, err, out } = await command(...args);
  expect([code, out, err]).toEqual([2, '', expect.stringContaining(message)]);
});

test('Help and version are printed', async () => {
  expect(await command('--version')).toMatchObject({ code: 0, out: '0.1.0\n' });
  expect((await command('--help')).out).toContain('OTEL_EXPORTER_OTLP_ENDPOINT');
  expect((await command('help', 'query', 'graph')).out).toContain('hops');
  expect((await command('query', 'status', '--url', 'http://127.0.0.1:1')).err).toContain(
    'No explorer answers at http://127.0.0.1:1.',
  );
});
