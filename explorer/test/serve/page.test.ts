/** The files of the page. */
import { closeServing, emptyStore, raw, serving } from './serving';

afterEach(closeServing);

test('Caches keep the hashed files of the page, but not the page itself', async () => {
  const { address } = await serving({ store: emptyStore });
  const page = await raw(address, '/');
  expect([page.status, page.headers['content-type'], page.headers['cache-control']]).toEqual([
    200,
    'text/html; charset=utf-8',
    'no-cache',
  ]);
  for (const path of ['/?view=timeline&trace=0af7', '/index.html'])
    expect((await raw(address, path)).body).toBe(page.body);
  const script = await raw(address, '/assets/index-abc.js');
  expect([script.status, script.headers['content-type'], script.headers['cache-control']]).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'public, max-age=31536000, immutable',
  ]);
  expect((await raw(address, '/icon.svg')).headers['content-type']).toBe('image/svg+xml');
});

test.each(['/traces/x', '/traces', '/runs/loan/a.json', '/x', '/%2e%2e/x', '/index', '/favicon.ico', '/assets/old.js'])(
  '%s, where the page is not, is answered with 404 and where it is, rather than with a page that cannot load',
  async (path) => {
    const { address } = await serving({ store: emptyStore });
    const { status, body, headers } = await raw(address, path);
    expect([status, headers['content-type'], body]).toEqual([
      404,
      'text/plain; charset=utf-8',
      expect.stringMatching(/^There is no \/.*: the page is at \/, with all that its links say behind/),
    ]);
  },
);

test('A missing file is not answered with the page', async () => {
  const { address } = await serving({ store: emptyStore });
  for (const path of ['/assets/old.js', '/favicon.ico', '/index.js.map'])
    expect((await raw(address, path)).status).toBe(404);
});

test('An unchanged page is not sent again', async () => {
  const { address } = await serving({ store: emptyStore });
  const { headers } = await raw(address, '/');
  const again = await raw(address, '/', { 'if-none-match': String(headers.etag) });
  expect([again.status, again.body]).toEqual([304, '']);
});

test('If the page is not built, the answer tells how to build it', async () => {
  const { address } = await serving({ store: emptyStore, page: '/does/not/exist' });
  expect((await raw(address, '/')).body).toContain('npm run build');
});
