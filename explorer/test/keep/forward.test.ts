/** Forwarding: what a receiver gets, and what each of its answers leads to, over HTTP and gRPC. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { readEndpoint } from '../../server/keep/forward/endpoint';
import type { ForwardOptions } from '../../server/keep/forward/endpoint';
import type { ExportResult } from '../../server/keep/forward/export-result';
import { createExporter } from '../../server/keep/forward/create-exporter';
import { Forwarder } from '../../server/keep/forward/forwarder';
import { bufferOf, types } from '../../server/otlp/otlp-messages';
import { closeReceivers, grpcReceiver, httpReceiver } from './receivers';
import type { TestReceiver } from './receivers';
import { encodeRequest } from './requests';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  closeReceivers();
});

function exporterTo(url: string, options: Partial<ForwardOptions> = {}) {
  const endpoint = readEndpoint({ url, ...options }, {});
  const exporter = createExporter(endpoint);
  open.push(exporter);
  return { endpoint, exporter };
}

const exportTo = (url: string, options: Partial<ForwardOptions> = {}): Promise<ExportResult> =>
  exporterTo(url, options).exporter.export(REQUEST);

/** Returns a forwarder that waits for nothing, with the waits it was to make and what it said. */
function forwarderTo(url: string, options: Partial<ForwardOptions> = {}, clock: { now: number } = { now: 0 }) {
  const { endpoint, exporter } = exporterTo(url, options);
  const waits: number[] = [];
  const notices: string[] = [];
  const forwarder = new Forwarder(exporter, endpoint, {
    onNotice: (notice) => notices.push(notice),
    now: () => clock.now,
    wait: (milliseconds) => {
      waits.push(milliseconds);
      clock.now += milliseconds;
      return Promise.resolve();
    },
  });
  open.push(forwarder);
  return { forwarder, waits, notices };
}

const REQUEST = encodeRequest({ resource: { 'service.name': 'orders' }, spans: [{ name: 'one' }, { name: 'two' }] });
const GRPC = { protocol: 'grpc' };

const encode = (type: string, message: object): Buffer => {
  const described = types.lookupType(type);
  return bufferOf(described.encode(described.fromObject(message)).finish());
};
const partial = (rejectedSpans: number, errorMessage: string): Buffer =>
  encode('ExportTraceServiceResponse', { partialSuccess: { rejectedSpans, errorMessage } });
const statusWithRetry = (code: number, seconds: number, nanos: number = 0): Buffer =>
  encode('RpcStatus', {
    code,
    message: 'later',
    details: [
      { typeUrl: 'type.googleapis.com/google.rpc.DebugInfo', value: Buffer.alloc(0) },
      {
        typeUrl: 'type.googleapis.com/google.rpc.RetryInfo',
        value: encode('RetryInfo', { retryDelay: { seconds, nanos } }),
      },
    ],
  });

describe.each([
  ['http/protobuf', httpReceiver],
  ['grpc', grpcReceiver],
] as const)('over %s', (protocol, start) => {
  test.each(['none', 'gzip'])(
    'a receiver gets the bytes, with the headers, in the compression %s',
    async (compression) => {
      const receiver = await start();
      const options = { protocol, compression, headers: ['api-key=k', 'Tenant=t'] };
      await expect(exportTo(receiver.url, options)).resolves.toEqual({
        outcome: 'accepted',
        rejectedSpans: 0,
        message: '',
      });
      expect(receiver.received).toHaveLength(1);
      expect(receiver.received[0]).toMatchObject({ body: REQUEST, headers: { 'api-key': 'k', tenant: 't' } });
      expect(String(receiver.received[0]?.headers['user-agent'])).toContain('spanlink-explorer/');
    },
  );

  test('one connection serves request after request', async () => {
    const receiver = await start();
    const { exporter } = exporterTo(receiver.url, { protocol });
    for (let count = 0; count < 20; count += 1) expect((await exporter.export(REQUEST)).outcome).toBe('accepted');
    expect(receiver.received).toHaveLength(20);
  });

  test('a receiver that is not there, or cuts the connection, or says nothing, is asked again', async () => {
    const gone = await start();
    gone.close();
    expect(await exportTo(gone.url, { protocol })).toMatchObject({ outcome: 'unavailable' });
    const silent = await httpReceiver([{ isSilent: true }]);
    expect(await exportTo(silent.url, { protocol, timeout: '50' })).toMatchObject({ outcome: 'unavailable' });
    const cut = await httpReceiver([{ isCut: true }]);
    expect(await exportTo(cut.url, { protocol })).toMatchObject({ outcome: 'unavailable' });
  });
});

describe('an answer of HTTP', () => {
  const HTTP_DATE = new Date(Date.now() + 3_600_000).toUTCString();

  test.each([
    [{ status: 200 }, { outcome: 'accepted', rejectedSpans: 0, message: '' }],
    [{ status: 202 }, { outcome: 'accepted' }],
    [{ body: partial(3, 'too old') }, { outcome: 'accepted', rejectedSpans: 3, message: 'too old' }],
    [{ body: partial(0, 'use gzip') }, { outcome: 'accepted', rejectedSpans: 0, message: 'use gzip' }],
    [
      {
        headers: { 'Content-Type': 'application/json' },
        body: '{"partialSuccess":{"rejectedSpans":"2","errorMessage":"x"}}',
      },
      { outcome: 'accepted', rejectedSpans: 2, message: 'x' },
    ],
    ...(
      [
        ['1e999', Number.MAX_SAFE_INTEGER],
        ['0.5', 0],
        ['"3.7"', 3],
        ['-2', 0],
        ['{}', 0],
      ] as const
    ).map(([sent, rejectedSpans]): [object, object] => [
      { body: `{"partialSuccess":{"rejectedSpans":${sent}}}`, headers: { 'Content-Type': 'application/json' } },
      { outcome: 'accepted', rejectedSpans },
    ]),
    [{ body: 'no protobuf' }, { outcome: 'accepted', rejectedSpans: 0 }],
    ...[400, 401, 403, 404, 405, 413, 415, 500, 501, 505].map(
      (code) => [{ status: code }, { outcome: 'refused' }] as const,
    ),
    ...[429, 502, 503, 504].map((code) => [{ status: code }, { outcome: 'unavailable' }] as const),
    [
      { status: 503, headers: { 'Retry-After': '7' } },
      { outcome: 'unavailable', retryAfter: 7000 },
    ],
    [
      { status: 429, headers: { 'Retry-After': 'soon' } },
      { outcome: 'unavailable', reason: 'it answers 429' },
    ],
    [
      { status: 400, body: encode('RpcStatus', { code: 3, message: 'bad\u001b[2J data' }) },
      { outcome: 'refused', reason: 'it answers 400: bad [2J data' },
    ],
    [
      { status: 500, headers: { 'Content-Type': 'application/json' }, body: '{"message":"broken"}' },
      { outcome: 'refused', reason: 'it answers 500: broken' },
    ],
    [
      { status: 502, headers: { 'Content-Type': 'text/html' }, body: '<html>' },
      { outcome: 'unavailable', reason: 'it answers 502' },
    ],
    [
      { status: 308, headers: { Location: 'https://elsewhere/' } },
      { outcome: 'unavailable', reason: 'it redirects (308) to https://elsewhere/' },
    ],
  ] as const)('%j leads to %j', async (reply, expected) => {
    const { url } = await httpReceiver([reply]);
    expect(await exportTo(url)).toMatchObject(expected);
  });

  test('may have a date in Retry-After', async () => {
    const { url } = await httpReceiver([{ status: 503, headers: { 'Retry-After': HTTP_DATE } }]);
    const result = await exportTo(url);
    expect('retryAfter' in result && Math.abs((result.retryAfter ?? 0) - 3_600_000) < 60_000).toBe(true);
  });
});

describe('a status of gRPC', () => {
  test.each([
    [{ response: partial(3, 'too old') }, { outcome: 'accepted', rejectedSpans: 3, message: 'too old' }],
    ...(['CANCELLED', 'DEADLINE_EXCEEDED', 'ABORTED', 'OUT_OF_RANGE', 'UNAVAILABLE', 'DATA_LOSS'] as const).map(
      (name) => [{ code: status[name] }, { outcome: 'unavailable' }] as const,
    ),
    ...(
      [
        'UNKNOWN',
        'INVALID_ARGUMENT',
        'NOT_FOUND',
        'ALREADY_EXISTS',
        'PERMISSION_DENIED',
        'UNAUTHENTICATED',
        'RESOURCE_EXHAUSTED',
        'FAILED_PRECONDITION',
        'UNIMPLEMENTED',
        'INTERNAL',
      ] as const
    ).map((name) => [{ code: status[name] }, { outcome: 'refused', reason: `it answers ${name}` }] as const),
    [
      { code: status.RESOURCE_EXHAUSTED, details: statusWithRetry(8, 5, 500_000_000) },
      { outcome: 'unavailable', retryAfter: 5500 },
    ],
    [
      { code: status.UNAVAILABLE, details: statusWithRetry(14, 30) },
      { outcome: 'unavailable', retryAfter: 30_000 },
    ],
    [{ code: status.INVALID_ARGUMENT, details: statusWithRetry(3, 30) }, { outcome: 'refused' }],
    [
      { code: status.INTERNAL, message: 'größer' },
      { outcome: 'refused', reason: 'it answers INTERNAL: größer' },
    ],
  ] as const)('%j leads to %j', async (reply, expected) => {
    const { url } = await grpcReceiver([reply]);
    expect(await exportTo(url, GRPC)).toMatchObject(expected);
  });

  test.each([
    [429, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'unavailable'],
    [200, 'unavailable'],
    [400, 'refused'],
    [401, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
    [418, 'refused'],
  ])('is that for the status of HTTP, where a proxy answers %i without one: %s', async (httpStatus, outcome) => {
    const proxy = createHttp2Server((_request, response) => {
      response.writeHead(httpStatus, { 'content-type': 'text/html' });
      response.end('<html>');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    open.push(proxy);
    const { port } = proxy.address() as AddressInfo;
    expect(await exportTo(`http://127.0.0.1:${port}`, GRPC)).toEqual({
      outcome,
      reason: `it answers ${httpStatus} without a status of gRPC`,
    });
  });

  test('is not there if a server of HTTP alone listens, which is not taken for a refusal', async () => {
    const { url } = await httpReceiver();
    expect(await exportTo(url, GRPC)).toMatchObject({ outcome: 'unavailable' });
  });
});

describe('TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-tls-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string): string => join(folder, name);
  const certify = (name: string): void =>
    void execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'],
        ...['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)],
      ],
      { stdio: 'ignore' },
    );
  const pair = (name: string) => ({ cert: readFileSync(file(`${name}.pem`)), key: readFileSync(file(`${name}.key`)) });
  beforeAll(() => {
    certify('server');
    certify('client');
  });

  test('of a receiver is checked: one that is not trusted gets nothing, and is asked again', async () => {
    for (const [protocol, start] of [
      ['http/protobuf', httpReceiver],
      ['grpc', grpcReceiver],
    ] as const) {
      const receiver = await start(undefined, pair('server'));
      expect(await exportTo(receiver.url, { protocol })).toMatchObject({
        outcome: 'unavailable',
        reason: expect.stringContaining('certificate') as string,
      });
      expect(receiver.received).toHaveLength(0);
      const trusted = { protocol, certificate: file('server.pem') };
      expect(await exportTo(receiver.url, trusted)).toMatchObject({ outcome: 'accepted' });
    }
  });

  test('has a certificate of our own, where a receiver asks for one', async () => {
    const receiver = await httpReceiver([{}], {
      ...pair('server'),
      ca: readFileSync(file('client.pem')),
      requestCert: true,
    });
    const certificate = { certificate: file('server.pem') };
    expect(await exportTo(receiver.url, certificate)).toMatchObject({ outcome: 'unavailable' });
    const both = { ...certificate, clientCertificate: file('client.pem'), clientKey: file('client.key') };
    expect(await exportTo(receiver.url, both)).toMatchObject({ outcome: 'accepted' });
  });
});

describe('a request', () => {
  const batch = (spans: number = 2, until: number = Infinity) => ({ request: REQUEST, spans, until });
  const bodies = ({ received }: TestReceiver): Buffer[] => received.map(({ body }) => body);

  test('is tried until it is accepted, later each time, and as late as the receiver asks for', async () => {
    const receiver = await httpReceiver([
      { status: 503 },
      { isCut: true },
      { status: 429, headers: { 'Retry-After': '120' } },
      { status: 502 },
      {},
    ]);
    const { forwarder, waits, notices } = forwarderTo(receiver.url);
    await expect(forwarder.send(batch())).resolves.toBe('accepted');
    expect(bodies(receiver)).toEqual(Array(5).fill(REQUEST));
    const [first = 0, second = 0, third, fourth = 0] = waits;
    expect(first >= 500 && first <= 1000 && second >= 1000 && second <= 2000).toBe(true);
    expect(third).toBe(120_000);
    expect(fourth >= 4000 && fourth <= 8000).toBe(true);
    expect(forwarder.counts()).toEqual({ forwarded: 2, rejected: 0, refused: 0, expired: 0, retries: 4 });
    expect(notices).toEqual([
      `${receiver.url} does not take spans, which are held meanwhile: it answers 503.`,
      `${receiver.url} takes spans again, after ${Math.round(waits.reduce((a, b) => a + b) / 1000)} s.`,
    ]);
  });

  test('that is refused is counted, told once, and not sent again', async () => {
    const receiver = await httpReceiver([{ status: 400 }]);
    const { forwarder, waits, notices } = forwarderTo(receiver.url);
    for (let count = 0; count < 3; count += 1) await expect(forwarder.send(batch())).resolves.toBe('refused');
    expect([receiver.received.length, waits]).toEqual([3, []]);
    expect(forwarder.counts()).toMatchObject({ forwarded: 0, refused: 6 });
    expect(notices).toEqual([`${receiver.url} refuses spans, which must not be sent again: it answers 400.`]);
  });

  test('that is accepted in part is not sent again, and what was rejected is counted', async () => {
    const receiver = await httpReceiver([{ body: partial(1, 'too old') }, { body: partial(99, '') }]);
    const { forwarder, notices } = forwarderTo(receiver.url);
    await expect(forwarder.send(batch(3))).resolves.toBe('accepted');
    await expect(forwarder.send(batch(3))).resolves.toBe('accepted');
    expect(receiver.received).toHaveLength(2);
    expect(forwarder.counts()).toMatchObject({ forwarded: 2, rejected: 4 });
    expect(notices).toEqual([
      `${receiver.url} rejects spans that were forwarded: too old.`,
      `${receiver.url} rejects spans that were forwarded: it does not say why.`,
    ]);
  });

  test('is given up when its spans are no longer held, and counted', async () => {
    const receiver = await httpReceiver([{ status: 503, headers: { 'Retry-After': '3600' } }]);
    const { forwarder, waits } = forwarderTo(receiver.url);
    await expect(forwarder.send(batch(2, 700_000))).resolves.toBe('expired');
    // as long as a receiver may ask for, and then until the end
    expect(waits).toEqual([600_000, 100_000]);
    expect(forwarder.counts()).toMatchObject({ forwarded: 0, expired: 2, retries: 2 });
  });

  test('is left to the next start if the explorer stops', async () => {
    const receiver = await httpReceiver([{ status: 503 }]);
    const { endpoint, exporter } = exporterTo(receiver.url);
    const forwarder: Forwarder = new Forwarder(exporter, endpoint, {
      wait: () => {
        forwarder.close();
        return Promise.reject(new Error('aborted'));
      },
    });
    await expect(forwarder.send(batch())).resolves.toBe('stopped');
    expect(forwarder.counts()).toMatchObject({ forwarded: 0, refused: 0, expired: 0 });
  });

  test('tells no secret, even if the receiver repeats it', async () => {
    const body = encode('RpcStatus', { code: 16, message: 'Bearer hunter2 is no token, nor is hunter2' });
    const receiver = await httpReceiver([{ status: 401, body }]);
    const { forwarder, notices } = forwarderTo(receiver.url, { headers: ['Authorization=Bearer hunter2'] });
    await forwarder.send(batch());
    expect(notices).toEqual([
      `${receiver.url} refuses spans, which must not be sent again: it answers 401: … is no token, nor is ….`,
    ]);
  });
});
