/** Access to the page and its API. */
import { request } from 'node:http';
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
    const exchange = await raw(address, `/graph?trace=1&token=${encodeURIComponent(token)}`, { host: 'my.machine' });
    expect([exchange.status, exchange.headers.location]).toEqual([303, '/graph?trace=1']);
    const [set = ''] = exchange.headers['set-cookie'] as string[];
    expect(set).toMatch(/^spanlink-explorer-\d+=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(set).not.toContain('secret');
    const cookie = set.split(';')[0] ?? '';
    for (const path of ['/graph?trace=1', '/api/status'])
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

test('A malformed URL, or that of another server, is taken for a path of this server', async () => {
  const { address } = await serving({ store: emptyStore });
  const [host = '', port = ''] = address.split(':');
  for (const path of [
    'http://evil.example/api/status',
    '//evil.example/api/status',
    '/../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/../../package.json',
  ]) {
    const body = await new Promise<string>((resolve, reject) => {
      request({ host, port, path }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve(text));
      })
        .on('error', reject)
        .end();
    });
    expect(body).toMatch(/^(<!doctype html>|There is no|\{"error")/);
  }
});
