/** What an agent can ask, over its standard streams and over HTTP. */
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { QUESTIONS } from '../../api/questions';
import { explorer, killAll } from '../cli/command';
import type { Started } from '../cli/command';
import { toOtlp } from '../page/fixtures/spans';
import { buildStory } from '../page/fixtures/story';
import { closeAll, newFolder } from '../store/folder';
import { closeAgents, overHttp, overStdio } from './agent';
import type { Agent } from './agent';

const story = buildStory(Date.now() * 1000);
const { order, failedCharge, retry, batch, shipment } = story;

async function sendStory(http: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
  const body = JSON.stringify(toOtlp(story.spans));
  const response = await fetch(`${http}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  expect(response.status).toBe(200);
}

async function storyExplorer(): Promise<Started> {
  const started = await explorer(['--data', newFolder()]);
  await sendStory(started.http);
  return started;
}

afterEach(async () => {
  await closeAgents();
  await killAll();
});
afterAll(closeAll);

describe.each<[string, (url: string) => Promise<Agent>]>([
  ['stdio', (url) => overStdio('--url', url)],
  ['HTTP', (url) => overHttp(url)],
])('An agent over %s', (_transport, connect) => {
  test('finds each question of the API as a tool with its parameters, besides causes and effects', async () => {
    const { client } = await connect((await storyExplorer()).url);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['causes', 'effects', ...Object.keys(QUESTIONS)]);
    for (const { name, inputSchema, annotations } of tools) {
      expect(annotations?.readOnlyHint).toBe(true);
      if (name === 'causes' || name === 'effects') continue;
      expect(Object.keys(inputSchema.properties ?? {})).toEqual([
        ...Object.keys(QUESTIONS[name as keyof typeof QUESTIONS].parameters),
        'tokens',
      ]);
    }
  });

  test('asks what led to an error, and goes on with the ids of the answer', async () => {
    const { call } = await connect((await storyExplorer()).url);
    const { text: found } = await call('search', { status: 'error', service: 'payments' });
    expect(found).toMatch(
      /^orders\.created process · payments · trace [0-9a-f]{32} · \S+ · 1\.24 s · 3 spans · 3 errors$/m,
    );
    const [, trace = ''] = /trace ([0-9a-f]{32})/.exec(found) ?? [];
    const { text: causes } = await call('causes', { trace });
    expect(causes).toMatch(/^1\. first cause: POST \/orders · gateway · server · 730 ms · span \w+ · trace \w+$/m);
    expect(causes).toMatch(
      /^\d+\. message after 560 ms: orders\.created process · payments · consumer · 1\.24 s · ERROR/m,
    );
    expect(causes).toMatch(/^ +← message: orders\.created publish, span [0-9a-f]{16}$/m);
    const [, span = ''] = /ERROR · span ([0-9a-f]{16})/.exec(causes) ?? [];
    const { text: details } = await call('span', { trace, span });
    expect(details).toContain('status: the card gateway did not answer');
    expect(details).toContain(`→ retry_of: Payments.retry · payments · trace ${retry.traceId} span ${retry.spanId}`);
  });

  test('asks what a message led to, over all hops', async () => {
    const { call } = await connect((await storyExplorer()).url);
    const { text } = await call('effects', { trace: order.traceId, hops: 10 });
    for (const { traceId } of [order, batch, shipment]) expect(text).toMatch(new RegExp(`^trace ${traceId} · `, 'm'));
    expect(text).toMatch(/^ +← batch_item: payments\.settled publish, span [0-9a-f]{16}$/m);
    expect(text).not.toContain(failedCharge.traceId);
  });

  test('is told what an answer leaves out, and how to see it', async () => {
    const { call } = await connect((await storyExplorer()).url);
    const { text: cut } = await call('graph', { trace: batch.traceId, hops: 10, tokens: 1000 });
    expect(cut).toMatch(
      /^CUT: \d+ more spans did not fit, \d+ whole traces among them \([0-9a-f]{32}, [0-9a-f]{32}, …\); /m,
    );
    expect(cut).toMatch(/^“…” stands for callers that are not shown\.$/m);
    const { text: near } = await call('graph', { trace: batch.traceId, hops: 1, tokens: 10_000 });
    expect(near).toContain('INCOMPLETE: cut by a limit on hops; raise hops.');
    const { text: bounded } = await call('causes', { trace: shipment.traceId, hops: 10, tokens: 1000 });
    expect(bounded).toContain('CUT');
    expect(countTokens(bounded)).toBeLessThanOrEqual(1000);
    const { text: whole } = await call('causes', { trace: shipment.traceId, hops: 10, tokens: 10_000 });
    expect(whole).not.toMatch(/CUT|INCOMPLETE|…/);
    expect(whole).toMatch(/^No span was received of 1 linked trace \([0-9a-f]{32}\)\.$/m);
  });

  test('reads a trace as a resource, and has a failure explained by a prompt', async () => {
    const { client, call } = await connect((await storyExplorer()).url);
    const { contents } = await client.readResource({ uri: `spanlink://traces/${batch.traceId}` });
    expect(contents).toMatchObject([{ text: (await call('trace', { trace: batch.traceId, tokens: 10_000 })).text }]);
    const { messages } = await client.getPrompt({
      name: 'explain-failure',
      arguments: { trace: failedCharge.traceId },
    });
    expect(messages).toMatchObject([
      { role: 'user', content: { text: expect.stringContaining('1. first cause: POST') } },
    ]);
  });

  test('reads its mistakes as answers', async () => {
    const { call } = await connect((await storyExplorer()).url);
    expect(await call('graph', { trace: 'xyz' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('trace'),
    });
    expect(await call('graph', { trace: batch.traceId, hop: 2 })).toMatchObject({ isError: true });
    expect(await call('graph', { trace: batch.traceId, tokens: 10 })).toMatchObject({ isError: true });
    expect(await call('search', { minDuration: 'long' })).toMatchObject({ isError: true });
    expect(await call('trace', { trace: '1'.repeat(32) })).toEqual({
      isError: true,
      text: `No span of trace ${'1'.repeat(32)} was received.`,
    });
  });
});

test('An agent may start before the explorer, and reads a store that no explorer has open', async () => {
  const data = newFolder();
  const { call } = await overStdio('--data', `${data}/later`);
  expect(await call('status')).toMatchObject({ isError: true, text: expect.stringContaining('there is no folder') });
  const { http, stop } = await explorer(['--data', `${data}/later`]);
  await sendStory(http);
  await stop();
  expect((await call('effects', { trace: order.traceId })).text).toContain('orders.created process');
});

test('Over HTTP, an agent needs the token, and pages of other sites have no access', async () => {
  const token = { authorization: 'Bearer secret-token' };
  const { http, url: withToken } = await explorer(['--data', newFolder(), '--token', 'secret-token']);
  await sendStory(http, token);
  const url = new URL(withToken).origin;
  await expect(overHttp(url)).rejects.toThrow();
  await expect(overHttp(url, { authorization: 'Bearer other' })).rejects.toThrow();
  await expect(overHttp(url, { ...token, origin: 'https://evil.example' })).rejects.toThrow();
  const { call } = await overHttp(url, token);
  expect((await call('status')).text).toContain('57 spans');
});
