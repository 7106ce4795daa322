/** What `doctor` says: of a data folder, of an explorer that runs, and of what is wrong with them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SearchAnswer } from '../../api/answers';
import { explorerInfo, story } from '../query/story';
import { closeServing, emptyStore, serving } from '../serve/serving';
import { newFolder } from '../store/folder';
import { captured } from './captured';
import { closeTold, running, SharedFolder, stranger } from './told';

const folder = new SharedFolder();
beforeAll(() => folder.fill((store) => store.insert(story)));
afterAll(() => folder.remove());
afterEach(closeTold);

const FREE = ['--port', '0', '--otlp-http-port', '0', '--otlp-grpc-port', 'off'];

describe('doctor', () => {
  const ok = (what: string, text: string): unknown => expect.stringMatching(new RegExp(`^ok {5}${what}: ${text}`));
  const lines = async (...args: string[]): Promise<[unknown, string[]]> => {
    const { out, result } = await captured('doctor', ...args);
    return [result, out.split('\n').slice(0, -1)];
  };

  test('checks a data folder, and all that an explorer on it needs', async () => {
    const data = folder.path;
    expect(await lines('--data', data, ...FREE)).toEqual([
      true,
      [
        ok('Node', `${process.versions.node}$`),
        ok('disk', `\\d+\\.\\d GiB free at ${data}$`),
        '-      explorer: none answers at http://127.0.0.1:0',
        ok('the page', '127\\.0\\.0\\.1:0 is free$'),
        ok('OTLP over HTTP', '127\\.0\\.0\\.1:0 is free$'),
        ok('engine', 'chDB is there$'),
        ok('store', `${data} has its tables and ${story.length} spans, all indexed, with the right checksums$`),
        'All is well.',
      ],
    ]);
  });

  test('tells of a folder that is not there yet, and makes none', async () => {
    const data = join(newFolder(), 'later', 'data');
    const [isHealthy, told] = await lines('--data', data, ...FREE);
    expect(isHealthy).toBe(true);
    expect(told).toContain(`ok     store: ${data} is not there yet; it is made at the first start`);
    await expect(captured('query', 'status', '--data', data)).rejects.toThrow('there is no folder');
  });

  test('tells of a port that is taken, and a folder that is none', async () => {
    const taken = new URL(await stranger(404, 'text/plain', '')).port;
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    const args = ['--port', taken, '--otlp-http-port', 'off', '--otlp-grpc-port', taken, '--data', file];
    const [isHealthy, told] = await lines(...args);
    expect(isHealthy).toBe(false);
    expect(told).toEqual(
      expect.arrayContaining([
        expect.stringMatching(`^WRONG  the page: Another program listens on 127.0.0.1:${taken} \\(the page\\)`),
        expect.stringMatching(`^WRONG  OTLP over gRPC: Another program listens on 127.0.0.1:${taken} `),
        expect.stringMatching(/^WRONG {2}store: /),
      ]),
    );
    expect(told.at(-1)).toBe('Something is wrong; see above.');
  });

  test('checks an explorer elsewhere, and sends it a span only if it is told to', async () => {
    const url = await running();
    const found = async (): Promise<SearchAnswer['traces']> => {
      const { out } = await captured('query', 'search', 'service=spanlink-explorer-doctor', '--url', url);
      return (JSON.parse(out) as SearchAnswer).traces;
    };
    expect(await lines('--url', url)).toEqual([
      true,
      [
        ok('Node', ''),
        ok('explorer', `0\\.0\\.0 at ${url}, ${story.length} spans, 6 links, all indexed$`),
        ok('OTLP over HTTP', 'received at http://127\\.0\\.0\\.1:\\d+$'),
        '-      a test span: not sent, as it would stay there; --test-span sends one',
        'All is well.',
      ],
    ]);
    expect(await found()).toEqual([]);
    const [isHealthy, told] = await lines('--url', url, '--test-span');
    expect(isHealthy).toBe(true);
    expect(told).toContainEqual(ok('a test span', 'taken at http://\\S+, stored, and found after \\d+ ms$'));
    expect(await found()).toMatchObject([{ name: 'doctor', spans: 1, errors: 0, duration: 1000 }]);
  });

  test('needs the token of an explorer that has one, for what it reads and what it sends', async () => {
    const url = await running('a-long-token');
    expect(await lines('--url', url)).toEqual([
      false,
      [`WRONG  explorer: the one at ${url} was started with a token: give it with --token`],
    ]);
    const [isHealthy, told] = await lines('--url', url, '--token', 'a-long-token', '--test-span');
    expect([isHealthy, told.at(-1)]).toEqual([true, 'All is well.']);
    await expect(captured('query', 'status', '--url', url)).rejects.toThrow('started with --token');
    const { out } = await captured('query', 'status', '--url', url, '--token', 'a-long-token');
    expect(JSON.parse(out)).toMatchObject({ spans: story.length + 1 });
  });

  test('tells what an explorer lost, what it has not indexed, and where it receives nothing', async () => {
    const lost = { days: ['2026-01-31'], traces: [], folders: ['detached'] };
    const info = { ...explorerInfo, backfill: { isDone: false, done: 3, total: 8 }, lost };
    const { url } = await serving({ store: emptyStore, explorerInfo: () => info });
    const [isHealthy, told] = await lines('--url', url, '--test-span');
    expect(isHealthy).toBe(false);
    expect(told).toEqual([
      ok('Node', ''),
      ok('explorer', '0\\.0\\.0 at .*, 3 of 8 earlier spans indexed$'),
      expect.stringMatching(/^WRONG {2}losses: Spans were lost: .*detached/),
      'ok     OTLP over HTTP: not received',
      'ok     a test span: not sent, since nothing is received over HTTP',
      'Something is wrong; see above.',
    ]);
  });

  test('tells an address at which no explorer answers from one that is not given', async () => {
    const url = 'http://127.0.0.1:1';
    expect(await lines('--url', url)).toEqual([
      false,
      [
        ok('Node', ''),
        `WRONG  explorer: none answers at ${url}; start one, or leave --url out.`,
        'Something is wrong; see above.',
      ],
    ]);
  });

  test('tells a receiver that refuses, and one whose spans are not found', async () => {
    const answering = async (status: number): Promise<unknown> => {
      const http = await stranger(status, 'text/plain', 'Not today.');
      const { url } = await serving({
        store: emptyStore,
        explorerInfo: () => ({ ...explorerInfo, receivers: { http } }),
      });
      return (await lines('--url', url, '--test-span'))[1].slice(-3);
    };
    expect(await answering(503)).toEqual([
      expect.stringMatching(/^WRONG {2}OTLP over HTTP: http:\/\/127\.0\.0\.1:\d+ answered 503: Not today\.$/),
      expect.stringMatching(/^WRONG {2}a test span: http:\/\/\S+ answered 503: Not today\.$/),
      'Something is wrong; see above.',
    ]);
    await closeServing();
    expect(await answering(200)).toEqual([
      expect.stringMatching(/^ok {5}OTLP over HTTP: received at /),
      expect.stringMatching(/^WRONG {2}a test span: it was taken at http:\/\/\S+, and is not found at http:/),
      'Something is wrong; see above.',
    ]);
  });
});
