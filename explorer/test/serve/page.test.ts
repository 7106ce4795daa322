/** The page's files. */
import { closeServing, empty, raw, serving } from './serving';

afterEach(closeServing);

test('The page is served, also for deep links; its hashed files are kept for ever, itself is asked for anew', async () => {
  const { address } = await serving({ store: empty });
  const page = await raw(address, '/');
  expect([page.status, page.headers['content-type'], page.headers['cache-control']]).toEqual([
    200,
    'text/html; charset=utf-8',
    'no-cache',
  ]);
  for (const path of ['/trace/0af7/span/1?view=timeline', '/runs/loan/a.json'])
    expect((await raw(address, path)).body).toBe(page.body);
  const script = await raw(address, '/assets/index-abc.js');
  expect([script.status, script.headers['content-type'], script.headers['cache-control']]).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'public, max-age=31536000, immutable',
  ]);
  expect((await raw(address, '/icon.svg')).headers['content-type']).toBe('image/svg+xml');
});

test('A file that is not there is no page', async () => {
  const { address } = await serving({ store: empty });
  for (const path of ['/assets/old.js', '/favicon.ico', '/index.js.map'])
    expect((await raw(address, path)).status).toBe(404);
});

test('A page that did not change is not sent again', async () => {
  const { address } = await serving({ store: empty });
  const { headers } = await raw(address, '/');
  const again = await raw(address, '/', { 'if-none-match': String(headers.etag) });
  expect([again.status, again.body]).toEqual([304, '']);
});

test('Where the page is not built, the answer says how to build it', async () => {
  const { address } = await serving({ store: empty, page: '/does/not/exist' });
  expect((await raw(address, '/')).body).toContain('npm run build');
});
