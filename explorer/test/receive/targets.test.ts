/** The targets of requests, in the forms of RFC 9112, section 3.2. */
import { PROTOBUF, closeReceiving, encode, otlpSpan, receivingRows, requestOf } from './receiving.js';
import { exchange } from './raw-http.js';

afterEach(closeReceiving);

const body = encode(requestOf(otlpSpan(1)));
const request = (method: string, target: string, host: string, sent: Buffer = body): Buffer =>
  Buffer.concat([
    Buffer.from(
      `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${PROTOBUF}\r\n` +
        `Content-Length: ${sent.length}\r\n\r\n`,
    ),
    sent,
  ]);

test.each([
  ['a path', '/v1/traces'],
  ['a path with a query', '/v1/traces?api-key=1'],
  ['a path with a slash at its end', '/v1/traces/'],
  ['a path with repeated slashes, as of an endpoint with a slash at its end', '//v1/traces'],
  ['a path with dot segments', '/otlp/../v1/./traces'],
  ['a path with escaped letters', '/v1/%74races'],
  ['an absolute target, as emit_otlp sends it', 'http://HOST/v1/traces'],
  ['an absolute target with a query', 'http://HOST/v1/traces?api-key=1'],
  ['an absolute target in capitals', 'HTTP://HOST/v1/traces'],
  ['an absolute target with another host, as of a name that a proxy resolves', 'http://collector:4318/v1/traces'],
  ['an absolute target of TLS, which ends at a proxy', 'https://collector/v1/traces'],
])('Spans are stored that are sent to %s', async (_what, target) => {
  const { http, receivers } = await receivingRows();
  const host = http.replace('http://', '');
  const response = await exchange(http, request('POST', target.replace('HOST', host), host));
  expect(response.status).toBe(200);
  expect(receivers.counts().spans).toBe(1);
});

test.each([
  ['an absolute target of another path', 'http://HOST/v2/traces', 404],
  ['an absolute target without a path', 'http://HOST', 404],
  ['a path in capitals', '/V1/Traces', 404],
  ['a path that is badly escaped', '/v1/traces%E0%A4', 404],
  ['a target of another scheme', 'ftp://HOST/v1/traces', 400],
  ['a target without a host', 'http:///v1/traces', 400],
  ['the server as a whole', '*', 400],
])('Spans sent to %s are refused with a sentence', async (_what, target, status) => {
  const { http, inserts } = await receivingRows();
  const host = http.replace('http://', '');
  const response = await exchange(http, request('POST', target.replace('HOST', host), host));
  expect(response.status).toBe(status);
  expect(response.body.toString()).toMatch(/\.\n$/);
  expect(inserts).toEqual([]);
});

test.each(['*', '/v1/traces', 'http://HOST/v1/traces'])('OPTIONS %s tells the methods', async (target) => {
  const { http } = await receivingRows();
  const host = http.replace('http://', '');
  const response = await exchange(http, request('OPTIONS', target.replace('HOST', host), host, Buffer.alloc(0)));
  expect([response.status, response.headers.allow]).toEqual([204, 'OPTIONS, POST']);
});
