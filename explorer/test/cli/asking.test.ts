/** What the commands that ask print, of a running explorer and of a data folder. */
import { join } from 'node:path';
import type { StatusAnswer } from '../../api/answers';
import { VERSION } from '../../server/version';
import { story } from '../query/story';
import { serving } from '../serve/serving';
import { newFolder, openForTest } from '../store/folder';
import { spanIdOf, traceIdOf } from '../store/spans';
import { captured } from './captured';
import { closeTold, running, SharedFolder, stranger } from './told';

const folder = new SharedFolder();
beforeAll(() => folder.fill((store) => store.insert(story)));
afterAll(() => folder.remove());
afterEach(closeTold);

test('A folder and an explorer answer alike, as JSON', async () => {
  const question = ['query', 'graph', `trace=${traceIdOf(3)}`, 'hops=1'];
  const ofFolder = await captured(...question, '--data', folder.path);
  const store = await openForTest({ data: folder.path });
  const { url } = await serving({ store });
  expect(ofFolder).toEqual(await captured(...question, '--url', url));
  expect(ofFolder.out).toMatch(/^\{\n {2}"center": \{\n.*\n\}\n$/s);
  expect(JSON.parse(ofFolder.out)).toMatchObject({ center: { traceId: traceIdOf(3) }, isCut: true, cutBy: ['hops'] });
});

test('A folder tells its status, and where other backends show its traces', async () => {
  const { out } = await captured(
    'query',
    'status',
    '--data',
    folder.path,
    '--open-in',
    'Jaeger=http://j/trace/{traceId}',
  );
  expect(JSON.parse(out) as StatusAnswer).toEqual({
    version: VERSION,
    storage: 'embedded',
    spans: story.length,
    links: 6,
    backfill: { isDone: true, done: 0, total: 0 },
    receivers: {},
    openIn: [{ name: 'Jaeger', template: 'http://j/trace/{traceId}' }],
  });
});

test('Each question that the story answers is printed as a table', async () => {
  const url = await running();
  const table = async (...args: string[]): Promise<string[][]> => {
    const { out } = await captured('query', ...args, '--url', url, '--table');
    return out
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split(/ {2,}/));
  };
  expect(await table('chain', `trace=${traceIdOf(4)}`, `span=${spanIdOf(0x41)}`)).toEqual([
    ['waited', 'link', 'start', 'took', 'service', 'name', 'status', 'trace', 'span'],
    expect.arrayContaining(['0 µs', 'shop', 'POST', traceIdOf(2)]),
    expect.arrayContaining(['orders', 'place']),
    expect.arrayContaining(['batch_item', 'worker', 'process', traceIdOf(3)]),
    expect.arrayContaining(['worker', 'fulfil', 'error']),
    expect.arrayContaining(['850.0 ms', 'retry_of', 'retry', 'error', traceIdOf(4), spanIdOf(0x41)]),
    [''],
    [expect.stringMatching(/elapsed, .* of them waiting\.$/)],
  ]);
  expect(await table('search', 'service=worker')).toEqual([
    ['start', 'took', 'service', 'name', 'spans', 'errors', 'links in', 'links out', 'trace'],
    ['2026-11-18T11:06:40.100Z', '100.0 ms', 'worker', 'process', '4', '2', '1', '2', traceIdOf(3)],
  ]);
  expect((await table('graph', `trace=${traceIdOf(3)}`, 'hops=1'))[0]).toEqual([
    'hop',
    'start',
    'took',
    'service',
    'name',
    'spans',
    'errors',
    'more',
    'trace',
  ]);
  expect(await table('span', `trace=${traceIdOf(4)}`, `span=${spanIdOf(0x41)}`)).toEqual([
    expect.arrayContaining(['link', 'start', 'took', 'name', 'span']),
    expect.arrayContaining(['retry', spanIdOf(0x41)]),
    expect.arrayContaining(['caused by (retry_of)', 'fulfil', spanIdOf(0x32)]),
    expect.arrayContaining(['led to (dead_letter_of)', 'bury', spanIdOf(0x51)]),
  ]);
  expect(await table('facets')).toContainEqual(['service', 'name', 'attribute']);
  expect(await table('counters')).toEqual([['Nothing was found.']]);
  expect(await table('usage', `trace=${traceIdOf(1)}`)).toEqual([
    ['tokens in', 'tokens out', 'cost', 'spans that tell'],
    ['0', '0', '0'],
  ]);
});

describe('a mistake is told before anything is asked', () => {
  test.each([
    [['query'], /^query needs a question: it is one of trace, kept, span, .*status\.$/],
    [['query', 'grph'], /^There is no question "grph": it is one of trace, /],
    [
      ['query', 'graph', 'trace'],
      /^"trace" must be key=value\. "spanlink-explorer help query graph" lists the keys\.$/,
    ],
    [['query', 'graph', '=1'], /^"=1" must be key=value\./],
    [['query', 'run'], /^run needs workflow=… and run=…\.$/],
    [['query', 'run', 'workflow=a'], /^run needs run=…\.$/],
    [['query', 'graph', 'trace=1'], /"trace"/],
    [['export', 'hops'], /^"hops" must be key=value\. "spanlink-explorer help export" lists the keys\.$/],
    [['export'], /"trace" is missing/],
  ])('%j', async (args, message) => {
    await expect(captured(...args, '--url', 'http://127.0.0.1:1')).rejects.toThrow(message);
  });
});

test('Parameters in the path of a question are escaped', async () => {
  const url = await running();
  await expect(captured('query', 'run', 'workflow=a/b', 'run=c?d', '--url', url)).rejects.toThrow(
    'Run "c?d" of workflow "a/b" was not received',
  );
});

test('A folder that is not there is told with what to do', async () => {
  const data = join(newFolder(), 'none');
  await expect(captured('query', 'status', '--data', data)).rejects.toThrow(
    `No explorer answers at http://127.0.0.1:4319, and there is no folder ${data}. Start one with `,
  );
});

test('What does not answer as an explorer is told from one that has no answer', async () => {
  const ask = (url: string): Promise<unknown> => captured('query', 'status', '--url', url);
  await expect(ask('http://127.0.0.1:1')).rejects.toThrow(
    'No explorer answers at http://127.0.0.1:1. Start one with "npx @spanlink/explorer", or name a store with --data.',
  );
  const html = await stranger(200, 'text/html', '<p>Hello');
  await expect(ask(html)).rejects.toThrow(`What answers at ${html} is no explorer.`);
  const broken = await stranger(500, 'text/html', '<p>Sorry');
  await expect(ask(broken)).rejects.toThrow(`What answers at ${broken} is no explorer.`);
  const wrong = await stranger(400, 'application/json; charset=utf-8', '{"error":"It is so."}');
  await expect(ask(wrong)).rejects.toThrow('It is so.');
});

describe('an export', () => {
  const question = ['export', `trace=${traceIdOf(3)}`, 'hops=5'];
  const namesOf = (out: string): (string | undefined)[] =>
    [...out.matchAll(/"name":"(\w+)"/g)].map(([, name]) => name).filter((name) => name !== 'test');

  test('of a folder has its spans, and tells what it leaves out', async () => {
    const { out, err } = await captured(...question, '--data', folder.path);
    expect(err).toBe('');
    expect(namesOf(out)).toEqual(expect.arrayContaining(['place', 'fulfil', 'retry', 'bury']));
    const cut = await captured(...question, 'spans=1', '--data', folder.path);
    expect(cut.err).toBe('Incomplete: cut by a limit on spans; raise spans=….\n');
  });

  test('of an explorer has the same, and tells it, too', async () => {
    const url = await running();
    const { out, err } = await captured(...question, '--url', url);
    expect(err).toBe('');
    expect(namesOf(out)).toEqual(expect.arrayContaining(['place', 'fulfil', 'retry', 'bury']));
    const cut = await captured(...question, 'hops=1', 'spans=1', '--url', url).catch((error: Error) => error.message);
    expect(cut).toContain('hops');
    const few = ['export', `trace=${traceIdOf(3)}`, 'hops=1', 'spans=1', '--url', url];
    expect((await captured(...few)).err).toBe('Incomplete: cut by a limit on hops, spans; raise hops=…, spans=….\n');
  });
});

test('What would control a terminal is escaped in JSON, whose values stay the same', async () => {
  const name = 'a\u001b[2J\u009b\u202e\u2028b';
  const url = await stranger(200, 'application/json', JSON.stringify({ name }));
  const { out } = await captured('query', 'status', '--url', url);
  expect(out).toBe('{\n  "name": "a\\u001b[2J\\u009b\\u202e\\u2028b"\n}\n');
  expect(JSON.parse(out)).toEqual({ name });
});
