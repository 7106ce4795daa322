/** Rules that are posted to a running explorer, over HTTP. */
import { request as httpRequest } from 'node:http';
import type { ErrorAnswer } from '../../api/answers';
import type { TriedRulesAnswer } from '../../api/dry-run';
import { QuestionError } from '../../api/parameters';
import type { TryRules } from '../../server/serve/dry-run-handler';
import { closeServing, emptyStore, serving } from './serving';

afterEach(closeServing);

const NONE = { traces: 0, spans: 0, bytes: 0 };
const ANSWER: TriedRulesAnswer = {
  held: { ...NONE, stories: 0 },
  kept: { ...NONE, stories: { whole: 0, inPart: 0 } },
  policies: [],
  causes: NONE,
  effects: NONE,
  withoutLinks: { ...NONE, stories: { whole: 0, inPart: 0 } },
  largest: [],
  notices: [],
};

/** Serves, and takes note of what is tried. */
async function trying(
  tryRules: TryRules = () => Promise.resolve(ANSWER),
): Promise<{ url: string; trials: Parameters<TryRules>[0][] }> {
  const trials: Parameters<TryRules>[0][] = [];
  const { url } = await serving({
    store: emptyStore,
    tryRules: (trial) => {
      trials.push(trial);
      return tryRules(trial);
    },
  });
  return { url: `${url}/api/dry-run`, trials };
}

const post = (url: string, body: string = ''): Promise<Response> => fetch(url, { method: 'POST', body });
const errorOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  ((await response.json()) as ErrorAnswer).error,
];

test('The text that is posted is tried on what came in the time that is asked for, an hour by default', async () => {
  const { url, trials } = await trying();
  const before = Date.now();
  const responses = [await post(url, 'policies: []'), await post(`${url}?last=24h`), await post(`${url}?last=90m`)];
  expect(await responses[0]?.json()).toEqual(ANSWER);
  expect(trials.map(({ text }) => text)).toEqual(['policies: []', '', '']);
  for (const [index, hours] of [1, 24, 1.5].entries()) {
    const since = (trials[index]?.since ?? 0) + hours * 3_600_000;
    expect(since).toBeGreaterThanOrEqual(before);
    expect(since).toBeLessThanOrEqual(Date.now());
  }
});

test('Other methods, sites, parameters and sizes are refused, and mistakes in the text told', async () => {
  const { url, trials } = await trying(() => Promise.reject(new QuestionError('keep.yaml:1:1: no')));
  expect(await errorOf(await post(url, 'x'))).toEqual([400, 'keep.yaml:1:1: no']);
  trials.length = 0;
  expect((await fetch(url)).status).toBe(405);
  expect((await fetch(url, { method: 'POST', headers: { origin: 'http://evil.test' } })).status).toBe(403);
  expect(await errorOf(await post(`${url}?last=soon`))).toEqual([400, expect.stringContaining('"last" must be')]);
  expect(await errorOf(await post(`${url}?since=1h`))).toEqual([400, expect.stringContaining('takes last')]);
  expect(await errorOf(await post(url, '#'.repeat(300 * 1024)))).toEqual([413, expect.stringContaining('256 KiB')]);
  expect(trials).toEqual([]);
});

test('An explorer that keeps nothing says so', async () => {
  const { url } = await serving({ store: emptyStore });
  expect(await errorOf(await post(`${url}/api/dry-run`, 'x'))).toEqual([400, expect.stringContaining('with --keep')]);
});

test('One dry run goes on at a time, and ends when its client goes', async () => {
  let running = 0;
  let most = 0;
  const { url, trials } = await trying(async ({ signal }) => {
    most = Math.max(most, (running += 1));
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    running -= 1;
    throw new Error('aborted');
  });
  const started = async (count: number): Promise<void> => {
    while (trials.length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  const clients = [1, 2, 3].map(() => httpRequest(url, { method: 'POST' }).on('error', () => undefined));
  for (const client of clients) client.end('x');
  await started(1);
  // whichever came first
  for (const client of clients) client.destroy();
  while (running > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(most).toBe(1);
  const next = httpRequest(url, { method: 'POST' }).on('error', () => undefined);
  next.end('x');
  await started(trials.length + 1);
  next.destroy();
});
