/** Access to the page and its API. */
import { closeServing, emptyStore, raw, serving } from './serving';

afterEach(closeServing);

describe('without a token', () => {
  test.each(['127.0.0.1:4319', 'localhost', 'LOCALHOST:1', '[::1]:4319'])(
    'A request to %s is answered',
    async (host) => {
      const { address } = await serving({ store: emptyStore });
      expect((await raw(address, '/api/status', { host })).status).toBe(200);
    },
  );

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:4319', '10.0.0.1'])(
    'A request under a foreign name that points here, "%s", is refused',
    async (host) => {
      const { address } = await serving({ store: emptyStore });
      for (const path of ['/api/status', '/', '/api/live', '/api/openapi.json'])
        expect((await raw(address, path, { host })).status).toBe(403);
    },
  );

  test.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:3000' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  ] as Record<string, string>[])('A request of another site is refused: %j', async (headers) => {
    const { address } = await serving({ store: emptyStore });
    expect((await raw(address, '/api/status', { host: address, ...headers })).status).toBe(403);
  });

  test('Requests of the own page are answered, and links from other sites may be followed', async () => {
    const { address } = await serving({ store: emptyStore });
    expect(
      (
        await raw(address, '/api/status', {
          host: address,
          origin: `http://${address}`,
          'sec-fetch-site': 'same-origin',
        })
      ).status,
    ).toBe(200);
    expect(
      (
        await raw(address, '/', {
          host: address,
          'sec-fetch-site': 'cross-site',
          'sec-fetch-mode': 'navigate',
          'sec-fetch-dest': 'document',
        })
      ).status,
    ).toBe(200);
  });
});

describe('with a token', () => {
  const token = 'a secret+/=';

  test('Nothing is answered without the token', async () => {
    const { address } = await serving({ store: emptyStore, token });
    for (const path of [
      '/',
      '/api/status',
      '/api/live',
      '/api/openapi.json',
      '/assets/index-abc.js',
      '/?token=wrong',
      `/api/status?token=${encodeURIComponent(token)}`,
    ]) {
      expect((await raw(address, path, { host: 'my.machine' })).status).toBe(401);
    }
    for (const authorization of ['Bearer wrong', 'Bearer ', 'Basic YTpi', token])
      expect((await raw(address, '/api/status', { authorization })).status).toBe(401);
    expect(
      (await raw(address, '/api/status', { cookie: `spanlink-explorer-${address.split(':')[1] ?? ''}=${token}` }))
        .status,
    ).toBe(401);
  });

  test('Programs send the token as a bearer, under any name of the machine', async () => {
    const { address } = await serving({ store: emptyStore, token });
    expect((await raw(address, '/api/status', { host: 'my.machine:1', authorization: `Bearer ${token}` })).status).toBe(
      200,
    );
  });

  test('A browser exchanges the token in the address for a cookie, and is redirected', async () => {
    const { address } = await serving({ store: emptyStore, token });
    const exchange = await raw(address, `/?view=graph&trace=1&token=${encodeURIComponent(token)}`, {
      host: 'my.machine',
    });
    expect([exchange.status, exchange.headers.location]).toEqual([303, '/?view=graph&trace=1']);
    const [set = ''] = exchange.headers['set-cookie'] as string[];
    expect(set).toMatch(/^spanlink-explorer-\d+=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(set).not.toContain('secret');
    const cookie = set.split(';')[0] ?? '';
    for (const path of ['/?view=graph&trace=1', '/api/status'])
      expect((await raw(address, path, { host: 'my.machine', cookie: `a=b; ${cookie}` })).status).toBe(200);
    expect(
      (await raw(address, '/api/status', { host: 'my.machine', cookie, origin: 'https://evil.example' })).status,
    ).toBe(403);
  });
});

test('The headers of every response allow nothing but the own files to run', async () => {
  const { address } = await serving({ store: emptyStore });
  for (const path of ['/', '/api/status', '/api/nothing', '/assets/none.js']) {
    const { headers } = await raw(address, path);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  }
});

test.each([
  ['/', 'evil.example'],
  ['http://evil.example/api/status', '127.0.0.1'],
  ['HTTPS://evil.example:443/api/status', 'localhost'],
  ['http://127.0.0.1@evil.example/', 'localhost'],
  ['http://evil.example', 'localhost'],
])('The target %s with the Host %s is of a foreign name, and is refused', async (target, host) => {
  const { address } = await serving({ store: emptyStore });
  expect((await raw(address, target, { host })).status).toBe(403);
});

test('An absolute target is answered as its path is, and its host counts, not the header', async () => {
  const { address } = await serving({ store: emptyStore });
  const answer = await raw(address, '/api/status?', {});
  for (const host of [address, 'localhost', '[::1]:80']) {
    const absolute = await raw(address, `http://${host}/api/status`, { host: 'evil.example' });
    expect([absolute.status, absolute.body]).toEqual([200, answer.body]);
  }
  expect((await raw(address, `http://${address}`)).body).toBe((await raw(address, '/')).body);
  const own = { host: 'localhost', origin: `http://${address}` };
  expect((await raw(address, `http://${address}/api/status`, own)).status).toBe(200);
});

test.each(['*', 'ftp://127.0.0.1/', 'http:///api/status', 'api/status'])(
  'The target %s is neither a path nor a URL, and is refused',
  async (target) => {
    const { address } = await serving({ store: emptyStore });
    expect((await raw(address, target)).status).toBe(400);
  },
);

test('OPTIONS * is about the server, and tells the methods', async () => {
  const { address } = await serving({ store: emptyStore });
  const answer = await raw(address, '*', {}, 'OPTIONS');
  expect([answer.status, answer.headers.allow]).toEqual([204, 'GET, HEAD']);
});

test('A path never leaves the page and the API, however it is written', async () => {
  const { address } = await serving({ store: emptyStore });
  for (const path of [
    '//evil.example/api/status',
    '/../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/../../package.json',
  ])
    expect((await raw(address, path)).body).toMatch(/^(<!doctype html>|There is no|\{"(error|version)")/);
});

test.each([
  '//evil.example/',
  '///evil.example/',
  '/.//evil.example/',
  '/x/..//evil.example/',
  '/\\evil.example/',
  '/.\\/evil.example/',
  '/%2e//evil.example/',
  '/%2F/evil.example/',
  'http://HOST//evil.example/',
  'http://evil.example/',
])('The token in the address %s is exchanged for a cookie on this server, and not elsewhere', async (path) => {
  const token = 'a-secret-token';
  const { address } = await serving({ store: emptyStore, token });
  const { status, headers } = await raw(address, `${path.replace('HOST', address)}?token=${token}`);
  expect(status).toBe(303);
  // as a browser reads it
  expect(new URL(String(headers.location), `http://${address}/`).host).toBe(address);
  expect(headers.location).toMatch(/^\/(?![\/\\])/);
});

test('A large body that is refused is taken, so that its sender reads the answer', async () => {
  const { address } = await serving({ store: emptyStore });
  const sending = [1, 2, 3].map(async () => {
    const response = await fetch(`http://${address}/api/status`, {
      method: 'POST',
      body: new Uint8Array(20 * 1024 * 1024),
      headers: { connection: 'close' },
    });
    return response.status;
  });
  expect(await Promise.all(sending)).toEqual([405, 405, 405]);
});
