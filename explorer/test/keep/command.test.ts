/** The command with `--keep` and `--forward`, in processes of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, explorer, killAll } from '../cli/command';
import { post } from '../receive/receiving';
import { closeReceivers, httpReceiver } from './receivers';
import type { TestReceiver } from './receivers';
import { encodeRequest, traceId } from './requests';
import { types } from '../../server/otlp/otlp-messages';

const folder = mkdtempSync(join(tmpdir(), 'spanlink-keep-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  await killAll();
  closeReceivers();
});

let files = 0;
function fileOf(text: string): string {
  const file = join(folder, `keep-${(files += 1)}.yaml`);
  writeFileSync(file, text);
  return file;
}

const RULES =
  'decision_wait: 0s\npolicies: [{ name: errors, type: status_code, status_code: { status_codes: [ERROR] } }]\n';

interface DecodedRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[];
  }[];
}

const namesOf = ({ received }: Pick<TestReceiver, 'received'>): string[] =>
  received.flatMap(({ body }) => {
    const { resourceSpans } = types.lookupType('ExportTraceServiceRequest').decode(body) as unknown as DecodedRequest;
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)));
  });

/** Resolves once the receiver has all spans of some names. */
const hasSpans = async (receiver: TestReceiver, expected: readonly string[]): Promise<void> => {
  for (;;) {
    const names = new Set(namesOf(receiver));
    if (expected.every((name) => names.has(name))) return;
    await receiver.next();
  }
};

const story = (number: number): Buffer[] => {
  const id = (role: string): string => `${role} ${number}`;
  const span = (role: string, cause?: string) => ({
    name: id(role),
    trace: id(role),
    id: '00000000000000aa',
    ...(role === 'failure' && { status: 2 }),
    links: cause === undefined ? [] : [{ to: id(cause) }],
  });
  return [
    encodeRequest({ spans: [span('order')] }),
    encodeRequest({ spans: [span('failure', 'order'), span('sibling', 'order')] }),
    encodeRequest({ spans: [span('retry', 'failure')] }),
  ];
};

test('What fails is forwarded with its causes and effects, to another explorer, whose graph is whole.', async () => {
  const backend = await explorer(['--data', join(folder, 'backend'), '--token', 'backend-token']);
  const front = await explorer(
    ['--data', join(folder, 'front'), '--keep', fileOf(`num_traces: 5\n${RULES}`), '--forward', backend.http],
    { OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20backend-token' },
  );
  expect(front.output.out).toContain(`  Forwards errors to ${backend.http}, of what is held for 24h\n`);
  expect(front.output.err).toBe('num_traces is not used: all traces are held on disk.\n');
  for (const request of story(1)) expect((await post(front.http, request)).status).toBe(200);
  const graph = async (): Promise<{ lanes: { traceId: string }[]; missing: unknown[] }> => {
    const response = await fetch(new URL(`/api/graph?trace=${traceId('failure 1')}`, backend.url), {
      headers: { authorization: 'Bearer backend-token' },
    });
    return response.status === 404 ? { lanes: [], missing: [] } : ((await response.json()) as never);
  };
  // each answer takes its time
  let answer = await graph();
  while (answer.lanes.length < 3) answer = await graph();
  expect(new Set(answer.lanes.map((lane) => lane.traceId))).toEqual(
    new Set(['order 1', 'failure 1', 'retry 1'].map(traceId)),
  );
  expect(answer.missing).toEqual([]);
  expect(await front.stop()).toBe(0);
});

test('Whenever it is killed, nothing kept is lost, and nothing sent twice but the request under way.', async () => {
  const receiver = await httpReceiver();
  const args = ['--data', join(folder, 'killed'), '--keep', fileOf(RULES), '--forward', receiver.url];
  const ROUNDS = 30;
  const expected: string[] = [];
  const unacknowledged: string[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const running = await explorer(args);
    const names = [`order ${round}`, `failure ${round}`, `retry ${round}`];
    if (round % 5 === 4) {
      // while they are received
      const sent = story(round).map((request) => post(running.http, request).catch(() => {}));
      if (round % 2 === 0) await Promise.race(sent);
      unacknowledged.push(...names);
      await running.stop('SIGKILL');
      await Promise.all(sent);
      continue;
    }
    for (const request of story(round)) expect((await post(running.http, request)).status).toBe(200);
    expected.push(...names);
    // at once, after it has begun to forward, or when everything was
    if (round % 5 === 1) await receiver.next();
    if (round % 5 === 2) await hasSpans(receiver, expected);
    await running.stop('SIGKILL');
  }
  const last = await explorer(args);
  await hasSpans(receiver, expected);
  await last.stop();
  const known = new Set([...expected, ...unacknowledged]);
  expect(namesOf(receiver).filter((name) => !known.has(name))).toEqual([]);
  // of each kill, the request under way
  const repeated = receiver.received.length - new Set(receiver.received.map(({ body }) => body.toString('hex'))).size;
  expect(repeated).toBeLessThanOrEqual(ROUNDS);
}, 400_000);

describe('a mistake is told before anything starts', () => {
  const data = join(folder, 'unused');
  const to = ['--forward', 'http://h:1'];

  test.each([
    ['no receiver', ['--keep', fileOf(RULES)], '--keep needs --forward with it, the URL of the receiver'],
    ['no file', to, '--forward needs --keep with it, the file that says which traces are forwarded.'],
    ['a header alone', ['--forward-header', 'a=b'], '--forward-header needs --forward with it, the URL'],
    ['a file that is missing', ['--keep', '/no.yaml', ...to], "no such file or directory, open '/no.yaml'"],
    [
      'a misspelt policy',
      ['--keep', fileOf('policies:\n  - { name: a, type: latncy }'), ...to],
      '.yaml:2:22: there is no policy of type "latncy". Did you mean "latency"?',
    ],
    ['no URL', ['--keep', fileOf(RULES), '--forward', 'h:1'], '--forward must be the URL of an OTLP receiver'],
    [
      'a header without a name',
      ['--keep', fileOf(RULES), ...to, '--forward-header', 'hunter2'],
      '--forward-header must be name=value, and an entry of it has no valid name.',
    ],
  ])('%s', async (_, args, message) => {
    const { code, err } = await command('--data', data, ...args);
    expect(err).toContain(message);
    expect(err).not.toContain('hunter2');
    expect(code).toBe(2);
  });

  test('to forward to the explorer itself', async () => {
    const { code, err } = await command(
      ...['--data', data, '--port', '0', '--otlp-http-port', '14318', '--otlp-grpc-port', 'off'],
      ...['--keep', fileOf(RULES), '--forward', 'http://localhost:14318'],
    );
    expect(err).toContain('--forward http://localhost:14318 is this explorer itself.');
    expect(code).toBe(1);
  });
});
