/** Questions over HTTP. */
import type { Parameter } from '../../api/parameters';
import { QUESTIONS } from '../../api/questions';
import { ask, story } from '../query/story';
import { closeServing, emptyStore, raw, serving } from './serving';
import { spanIdOf, traceIdOf } from '../store/spans';

afterEach(closeServing);

test('A question over HTTP is answered with JSON that no cache keeps', async () => {
  const { store, url } = await serving();
  await store.insert(story);
  const response = await fetch(`${url}/api/graph?trace=${traceIdOf(3)}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(await ask(store, 'graph', `trace=${traceIdOf(3)}`))));
});

test('Ids in upper case and escaped names in a path are understood', async () => {
  const { store, url } = await serving();
  await store.insert(story);
  expect((await fetch(`${url}/api/spans/${traceIdOf(0x1).toUpperCase()}/${spanIdOf(0x12).toUpperCase()}`)).status).toBe(
    200,
  );
  const run = await fetch(`${url}/api/runs/${encodeURIComponent('a/b')}/${encodeURIComponent('c?d')}`);
  expect([run.status, await run.json()]).toEqual([
    404,
    {
      error:
        'Run "c?d" of workflow "a/b" was not received, nor any other run of that workflow. No run of any workflow ' +
        'was: its spans have the attribute spanlink.workflow.run_id.',
    },
  ]);
});

test.each([
  ['/api/graph', 400, '"trace" is missing: The trace in the centre.'],
  ['/api/graph?trace=xyz', 400, '"trace" must be 32 hex digits, and is "xyz".'],
  [`/api/graph?trace=${'0'.repeat(32)}&hops=99`, 400, '"hops" must be a whole number from 0 to 50, and is "99".'],
  [`/api/graph?trace=${'0'.repeat(32)}&hops=-1`, 400, '"hops" must be a whole number from 0 to 50, and is "-1".'],
  [`/api/graph?trace=${'0'.repeat(32)}&hops=1e1`, 400, '"hops" must be'],
  [
    `/api/graph?trace=${'0'.repeat(32)}&direction=up`,
    400,
    '"direction" must be one of causes, effects, both, and is "up".',
  ],
  ['/api/search?servise=a', 400, '"servise" is no parameter of "search", which takes service, name,'],
  ['/api/search?service=a&service=b', 400, '"service" is given 2 times; give it once.'],
  [
    '/api/search?minDuration=fast',
    400,
    '"minDuration" must be microseconds, or a number with a unit, such as 150ms, and is "fast".',
  ],
  ['/api/search?minDuration=999999999999999d', 400, '"minDuration" must be'],
  ['/api/search?since=2100-02-30', 400, '"since" must be microseconds since 1970, or an ISO 8601 date'],
  ['/api/search?since=2100-02-28T24:00:01Z', 400, '"since" must be microseconds since 1970, or an ISO 8601 date'],
  ['/api/search?until=2026-01-31%20EST', 400, '"until" must be microseconds since 1970, or an ISO 8601 date'],
  [
    '/api/search?since=2026-01-31T12:00:00%2B25:00',
    400,
    '"since" must be microseconds since 1970, or an ISO 8601 date',
  ],
  ['/api/search?since=yesterday', 400, '"since" must be microseconds since 1970, or an ISO 8601 date'],
  ['/api/search?since=9999999999999999', 400, '"since" must be'],
  ['/api/search?attribute==x', 400, '"attribute" must be key=value'],
  ['/api/search?before=1', 400, '"before" must be the `next` of an answer to the same search.'],
  ['/api/search?before=9999999999999999999.a', 400, '"before" must be'],
  [`/api/search?service=${'x'.repeat(2000)}`, 400, '"service" must be at most 1,024 characters'],
  ['/api/traces/%E0%A4%A', 400, 'badly escaped'],
  [`/api/traces/${'0'.repeat(31)}g`, 400, '"trace" must be 32 hex digits'],
  [`/api/traces/${'0'.repeat(32)}?trace=1`, 400, '"trace" is no parameter'],
  ['/api/nothing', 404, 'There is no /api/nothing. GET /api/openapi.json says what there is.'],
  ['/api', 404, 'There is no /api'],
  [`/api/traces/${'a'.repeat(32)}`, 404, `No span of trace ${'a'.repeat(32)} was received.`],
])('%s is answered with %i and advice', async (path, status, error) => {
  const { address } = await serving({ store: emptyStore });
  const answer = await raw(address, path);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body)).toEqual({ error: expect.stringContaining(error) });
});

test('A list in the place of one value is refused, for every parameter of every question', async () => {
  const { address } = await serving({ store: emptyStore });
  let refused = 0;
  for (const [name, { path, parameters }] of Object.entries(QUESTIONS)) {
    const inPath = path.replaceAll('{trace}', traceIdOf(1)).replaceAll('{span}', spanIdOf(1));
    const base = inPath.replaceAll(/\{\w+\}/g, 'x');
    for (const [key, { isRepeated }] of Object.entries<Parameter<unknown>>(parameters)) {
      if (isRepeated) continue;
      const queries = [`${key}[]=3`, `${key}%5B0%5D=3`, `${key}.0=3`, `${key}=3&${key}=3`, `${key}=1&${key}[]=2`];
      for (const query of queries) {
        const answer = await raw(address, `${base}?${query}`);
        expect([name, query, answer.status]).toEqual([name, query, 400]);
        refused += 1;
      }
    }
  }
  expect(refused).toBeGreaterThan(100);
});

test.each(['["error"]', '[2]', '{"0":"error"}', 'error,ok', 'error\u0000', 'Error', ''])(
  'A status of %j is none, and is refused',
  async (status) => {
    const { address } = await serving({ store: emptyStore });
    const answer = await raw(address, `/api/search?status=${encodeURIComponent(status)}`);
    expect([answer.status, answer.body]).toEqual([400, expect.stringContaining('must be one of')]);
  },
);

test('Methods other than GET and HEAD are refused', async () => {
  const { address } = await serving({ store: emptyStore });
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const answer = await raw(address, '/api/status', {}, method);
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
  }
  const head = await raw(address, '/api/status', {}, 'HEAD');
  expect([head.status, head.body]).toEqual([200, '']);
});

test('An error of the store is answered, and does not stop the server', async () => {
  const failing = {
    tables: { spans: 's' },
    scope: {},
    query: () => Promise.reject(Object.assign(new Error('Timeout exceeded'), { code: '159' })),
  };
  const { address } = await serving({ store: failing as never });
  const slow = await raw(address, '/api/status');
  expect([slow.status, slow.body]).toEqual([503, expect.stringContaining('Ask for less')]);
});

test('A question stops when its client has gone', async () => {
  let queries = 0;
  let onFirstQuery: () => void = () => {};
  const firstQuery = new Promise<void>((resolve) => (onFirstQuery = resolve));
  let answerFirst: (rows: unknown[]) => void = () => {};
  const store = {
    tables: {},
    scope: {},
    query: () => {
      queries += 1;
      onFirstQuery();
      return new Promise((resolve) => (answerFirst = resolve));
    },
  };
  const { address, url } = await serving({ store: store as never });
  const gone = new AbortController();
  const waiting = fetch(`${url}/api/services`, { signal: gone.signal }).catch(() => 'gone');
  await firstQuery;
  gone.abort();
  expect(await waiting).toBe('gone');
  // the server learns of it before these requests end
  for (let round = 0; round < 5; round += 1) await raw(address, '/api/nothing');
  answerFirst([{ time: 1 }]);
  await raw(address, '/api/nothing');
  expect(queries).toBe(1);
});
