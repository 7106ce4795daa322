/** How the server of the page answers, whatever is in its store. */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { QuestionError } from '../../api/parameters';
import { NotFoundError } from '../../server/query/questions/not-found-error';
import { AnswerSender } from '../../server/serve/answer-sender';
import { toErrorResponse } from '../../server/serve/error-response';
import { HttpError } from '../../server/serve/http-error';
import { Invitations } from '../../server/serve/invitations';
import { toPrometheusText } from '../../server/serve/prometheus-text';
import { matchRoute } from '../../server/serve/routes';
import { TooLargeError } from '../../server/store/store-reader';
import { newFolder } from '../store/folder';
import { closeServing, emptyStore, raw, serving } from './serving';

const LESS = 'Ask for less: a shorter time (since, until), a service, fewer hops.';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await closeServing();
});

async function answering(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('an answer', () => {
  const sender = new AnswerSender();
  const send = async (answer: object, method: string = 'GET'): Promise<Response> =>
    fetch(await answering((_, response) => sender.send(response, answer)), { method });

  test.each([
    ['small', { a: 1, b: undefined, c: [], d: ['x', { y: null }], e: 'é"\\' }],
    ['empty', {}],
    ['large', { first: 1, list: Array.from({ length: 200_000 }, (_, index) => ({ index, text: 'ü'.repeat(40) })) }],
  ])('that is %s is sent whole, as JSON that no cache keeps', async (_, answer) => {
    const response = await send(answer);
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
      ...[200, 'application/json; charset=utf-8', 'no-store'],
    ]);
    const text = await response.text();
    expect(text).toBe(JSON.stringify(answer));
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
  });

  test('to HEAD has its length, and no body', async () => {
    const response = await send({ a: 1 }, 'HEAD');
    expect([response.headers.get('content-length'), await response.text()]).toEqual(['7', '']);
  });

  test('that a client leaves unread is forgotten once it has gone', async () => {
    const large = { list: Array.from({ length: 90 }, () => 'x'.repeat(1024 * 1024)) };
    const url = new URL(await answering((_, response) => sender.send(response, large)));
    for (let client = 0; client < 4; client += 1) {
      const socket = connect(Number(url.port), url.hostname);
      socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
      await once(socket, 'data');
      socket.pause().destroy();
      await once(socket, 'close');
    }
    expect((await (await fetch(url)).text()).length).toBeGreaterThan(90 * 1024 * 1024);
  });
});

test.each([
  ['of HTTP', new HttpError(405, 'No.', { Allow: 'GET' }), { status: 405, error: 'No.', headers: { Allow: 'GET' } }],
  ['about the question', new QuestionError('What?'), { status: 400, error: 'What?' }],
  ['about what is not there', new NotFoundError('Where?'), { status: 404, error: 'Where?' }],
  ['about too much', new TooLargeError('So much.'), { status: 503, error: `So much. ${LESS}` }],
  [
    'about a time',
    Object.assign(new Error('late'), { code: '159' }),
    { status: 503, error: `This took too long and was stopped. ${LESS}` },
  ],
  ['of the store', Object.assign(new Error('full'), { code: 243 }), { status: 500, error: 'The store failed: full' }],
  ['that is none', 'text', { status: 500, error: 'The store failed: text' }],
])('An error %s is answered with a status and a sentence', (_, error, expected) => {
  expect(toErrorResponse(error)).toEqual(expected);
});

test('An invitation opens the page once, and an earlier one no more', () => {
  const invitations = new Invitations();
  expect(invitations.redeem('')).toBe(false);
  const [first, second] = [invitations.create(), invitations.create()];
  expect(first).toMatch(/^[\w-]{32}$/);
  expect([first, 'other', second, second].map((code) => invitations.redeem(code))).toEqual([false, false, true, false]);
});

test('Metrics are written as Prometheus reads them', () => {
  const metrics = [
    {
      name: 'a_total',
      type: 'counter',
      help: 'Back\\slash\nand line',
      samples: [{ value: 1 }, { value: 2.5, labels: { b: 'x"\\\n' } }],
    },
    { name: 'none', type: 'gauge', help: 'None', samples: [] },
    { name: 'c', type: 'gauge', help: 'Two', samples: [{ value: 0, labels: { d: '1', e: '2' } }] },
  ] as const;
  expect(toPrometheusText(metrics)).toBe(
    [
      '# HELP a_total Back\\\\slash\\nand line',
      '# TYPE a_total counter',
      'a_total 1',
      'a_total{b="x\\"\\\\\\n"} 2.5',
      '# HELP c Two',
      '# TYPE c gauge',
      'c{d="1",e="2"} 0',
      '',
    ].join('\n'),
  );
});

test('The path of a question is matched segment by segment, and unescaped', () => {
  expect(matchRoute('/api/runs/a%2Fb/c')).toEqual({ name: 'run', inPath: { workflow: 'a/b', run: 'c' } });
  expect(matchRoute('/api/graph')).toEqual({ name: 'graph', inPath: {} });
  for (const path of ['/api', '/api/runs/a/', '/api/runs//b', '/api/graph/', '/api/other', '/x/graph'])
    expect(matchRoute(path)).toBeUndefined();
  expect(() => matchRoute(`/api/traces/%${'x'.repeat(100)}`)).toThrow(
    new QuestionError(`"%${'x'.repeat(79)}" is badly escaped: write "%" as "%25".`),
  );
});

test('Files of the page have the type that their names tell', async () => {
  const page = newFolder();
  mkdirSync(join(page, 'assets'));
  const types = {
    ...{ 'index.html': 'text/html; charset=utf-8', 'a.js': 'text/javascript; charset=utf-8' },
    ...{ 'a.css': 'text/css; charset=utf-8', 'a.json': 'application/json', 'a.map': 'application/json' },
    ...{ 'a.svg': 'image/svg+xml', 'a.png': 'image/png', 'a.ico': 'image/x-icon', 'assets/a.woff2': 'font/woff2' },
    ...{ 'a.webmanifest': 'application/manifest+json', 'a.other': 'application/octet-stream' },
  };
  for (const name of Object.keys(types)) writeFileSync(join(page, name), name);
  const { address } = await serving({ store: emptyStore, page });
  for (const [name, type] of Object.entries(types)) {
    const { headers, body } = await raw(address, `/${name}`);
    expect([headers['content-type'], body, headers['content-length']]).toEqual([type, name, String(name.length)]);
    const head = await raw(address, `/${name}`, {}, 'HEAD');
    expect([head.body, head.headers['content-length']]).toEqual(['', String(name.length)]);
  }
});

test.each([
  ['/api/files', 'GET', 'POST', 'Files are sent with POST, as they are on the disk.'],
  ['/api/dry-run', 'GET', 'POST', 'Rules are tried with POST, and the text of a keep file.'],
  ['/api/graph', 'POST', 'GET, HEAD', 'Questions are asked with GET. Send spans to the receivers: '],
])('%s takes no %s, and tells what it takes', async (path, method, allowed, message) => {
  const { address } = await serving({ store: emptyStore });
  const { status, headers, body } = await raw(address, path, {}, method);
  expect([status, headers.allow]).toEqual([405, allowed]);
  expect((JSON.parse(body) as { error: string }).error).toContain(message);
});

test('An error on the way is answered, and the server goes on', async () => {
  const { address, url } = await serving({
    store: emptyStore,
    metrics: () => Promise.reject(new Error('no metrics')),
  });
  expect(await raw(address, '/metrics')).toMatchObject({
    status: 500,
    body: '{"error":"The store failed: no metrics"}',
  });
  expect((await fetch(`${url}/api/openapi.json`)).status).toBe(200);
});
