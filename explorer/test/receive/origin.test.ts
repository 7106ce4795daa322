/** CORS: spans that pages send from a browser. */
import { PROTOBUF, closeReceiving, decodeAs, encode, otlpSpan, post, receivingRows, requestOf } from './receiving.js';

afterEach(closeReceiving);

const body = encode(requestOf(otlpSpan(1)));

test.each(['http://localhost:3000', 'https://shop.localhost', 'http://127.0.0.1:8080', 'http://[::1]'])(
  'A page of %s may send spans, and read the response',
  async (origin) => {
    const { http } = await receivingRows();
    const asked = await fetch(`${http}/v1/traces`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect([
      asked.status,
      asked.headers.get('access-control-allow-origin'),
      asked.headers.get('access-control-allow-headers'),
    ]).toEqual([204, origin, 'Authorization, Content-Encoding, Content-Type']);
    const response = await post(http, body, { 'content-type': PROTOBUF, origin });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
  },
);

test.each(['https://example.com', 'http://localhost.example.com', 'http://127.0.0.1.example.com', 'null'])(
  'A page of %s may not send spans',
  async (origin) => {
    const { http, inserts } = await receivingRows();
    const asked = await fetch(`${http}/v1/traces`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
    const response = await post(http, body, { 'content-type': PROTOBUF, origin });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    expect(inserts).toEqual([]);
  },
);

const preflight = (http: string, headers: Record<string, string>): Promise<Response> =>
  fetch(`${http}/v1/traces`, { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST', ...headers } });

describe('A page that this machine does not serve', () => {
  const allowedOrigins = ['https://shop.example.com', 'http://10.0.0.7:8080'];

  test.each(allowedOrigins)('may send spans if its origin is allowed: %s', async (origin) => {
    const { http, inserts } = await receivingRows({ allowedOrigins });
    const asked = await preflight(http, { origin });
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    const response = await post(http, body, { 'content-type': PROTOBUF, origin });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    expect(response.headers.get('vary')).toContain('Origin');
    expect(inserts).toHaveLength(1);
  });

  test.each([
    'http://shop.example.com',
    'https://shop.example.com:8443',
    'https://shop.example.com.evil.example',
    'https://evil.example/https://shop.example.com',
    'https://other.example.com',
  ])('may not if its origin is another: %s', async (origin) => {
    const { http, inserts } = await receivingRows({ allowedOrigins });
    expect((await preflight(http, { origin })).headers.get('access-control-allow-origin')).toBeNull();
    const response = await post(http, body, { 'content-type': PROTOBUF, origin });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    expect(decodeAs('RpcStatus', Buffer.from(await response.arrayBuffer())).message).toContain(
      `--allow-origin ${origin}`,
    );
    expect(inserts).toEqual([]);
  });

  test('is told how to be allowed where it has no origin, as the page of a file', async () => {
    const { http, inserts } = await receivingRows({ allowedOrigins });
    const response = await post(http, body, { 'content-type': PROTOBUF, origin: 'null' });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    expect(decodeAs('RpcStatus', Buffer.from(await response.arrayBuffer())).message).toMatch(
      /of a page without an origin.*serve it at localhost, or start the explorer with --allow-origin "\*"\.$/,
    );
    expect(inserts).toEqual([]);
  });

  test('may send spans, whatever its origin, if any is allowed', async () => {
    const { http } = await receivingRows({ allowedOrigins: ['*'] });
    for (const origin of ['https://evil.example', 'null']) {
      expect((await preflight(http, { origin })).headers.get('access-control-allow-origin')).toBe(origin);
      expect((await post(http, body, { 'content-type': PROTOBUF, origin })).status).toBe(200);
    }
  });

  test('needs the token as everybody does, but not for the preflight', async () => {
    const { http } = await receivingRows({ allowedOrigins, token: 'a-secret' });
    const origin = allowedOrigins[0] ?? '';
    expect((await preflight(http, { origin })).status).toBe(204);
    expect((await post(http, body, { 'content-type': PROTOBUF, origin })).status).toBe(401);
    const authorization = 'Bearer a-secret';
    expect((await post(http, body, { 'content-type': PROTOBUF, origin, authorization })).status).toBe(200);
  });
});

test('A page may send the headers of OTEL_EXPORTER_OTLP_HEADERS, and its own network is no obstacle', async () => {
  const { http } = await receivingRows();
  const asked = await preflight(http, {
    origin: 'http://localhost:3000',
    'access-control-request-headers': 'content-type,x-api-key, X-Tenant ,traceparent',
    'access-control-request-private-network': 'true',
  });
  expect(asked.headers.get('access-control-allow-headers')).toBe(
    'Authorization, Content-Encoding, Content-Type, x-api-key, X-Tenant, traceparent',
  );
  expect(asked.headers.get('access-control-allow-private-network')).toBe('true');
  expect(asked.headers.get('access-control-allow-credentials')).toBe('true');
  const foreign = await preflight(http, {
    origin: 'https://evil.example',
    'access-control-request-headers': 'x-api-key',
    'access-control-request-private-network': 'true',
  });
  expect([...foreign.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('A page reads from the response when to retry', async () => {
  const { http } = await receivingRows({ limits: { inFlight: 10 } });
  const response = await post(http, body, { 'content-type': PROTOBUF, origin: 'http://localhost:3000' });
  expect([response.status, response.headers.get('access-control-expose-headers')]).toEqual([429, 'Retry-After']);
});
