/** CORS: spans that pages send from a browser. */
import { PROTOBUF, closeReceiving, encode, otlpSpan, post, receiving, requestOf, stored } from './receiving.js';

afterEach(closeReceiving);

const body = encode(requestOf(otlpSpan(1)));

test.each(['http://localhost:3000', 'https://shop.localhost', 'http://127.0.0.1:8080', 'http://[::1]'])(
  'A page of %s may send spans, and read the response',
  async (origin) => {
    const { http } = await receiving();
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
    const { http, store } = await receiving();
    const asked = await fetch(`${http}/v1/traces`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
    const response = await post(http, body, { 'content-type': PROTOBUF, origin });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    expect(await stored(store)).toEqual([]);
  },
);
