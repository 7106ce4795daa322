/** `spanlink/mcp` and what clients and servers ask besides tools, in both directions. */
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { SpanKind } from '@opentelemetry/api';
import { inSpan } from 'spanlink';
import { traceClient, traceServer } from 'spanlink/mcp';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { deferred } from '../fixtures/deferred';
import { connect, DONE, type Major, MAJORS } from '../fixtures/mcp';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const of = (kind: SpanKind, name: string): FinishedSpan[] =>
  recorder.spans.filter((span) => span.kind === kind && span.name === name);
const idOf = (span: FinishedSpan | undefined): string | undefined => span?.spanContext().spanId;

type Ask = (server: ReturnType<Major['server']>['server'], options?: object) => Promise<unknown>;

const QUESTIONS: readonly [string, object, object, object, Ask][] = [
  [
    'sampling/createMessage',
    { sampling: {} },
    CreateMessageRequestSchema,
    { role: 'assistant', model: 'none', content: { type: 'text', text: 'so be it' } },
    (server, options) => server.createMessage({ messages: [], maxTokens: 1 }, options),
  ],
  [
    'elicitation/create',
    { elicitation: {} },
    ElicitRequestSchema,
    { action: 'decline' },
    (server, options) =>
      server.elicitInput({ message: 'Sure?', requestedSchema: { type: 'object', properties: {} } }, options),
  ],
  [
    'roots/list',
    { roots: {} },
    ListRootsRequestSchema,
    { roots: [] },
    (server, options) => server.listRoots(undefined, options),
  ],
];

describe.each(MAJORS)('version %s of the SDK', (version, major: Major) => {
  const clientThatAnswers = (name: string, capabilities: object, schema: object, answer: () => unknown) => {
    const client = traceClient(major.client({ capabilities }));
    (client.setRequestHandler as (...args: unknown[]) => void)(version === '1' ? schema : name, answer);
    return client;
  };

  test.each(QUESTIONS)(
    '%s is asked by a child of the tool, and answered by one of that',
    async (name, capabilities, schema, answer, ask) => {
      const client = clientThatAnswers(name, capabilities, schema, () => inSpan('answer', () => answer));
      const server = traceServer(major.server());
      server.registerTool('ship', {}, async () => {
        expect(await ask(server.server)).toMatchObject(answer);
        return DONE;
      });
      await connect(major, client, server);
      expect(await client.callTool({ name: 'ship', arguments: {} })).toMatchObject(DONE);
      await client.close();
      const [asked] = of(SpanKind.CLIENT, name);
      const [answered] = of(SpanKind.SERVER, name);
      expect(asked?.parentSpanContext?.spanId).toBe(idOf(of(SpanKind.SERVER, 'tools/call ship')[0]));
      expect(answered?.parentSpanContext?.spanId).toBe(idOf(asked));
      expect(recorder.span('answer').parentSpanContext?.spanId).toBe(idOf(answered));
    },
  );

  test.each(QUESTIONS)(
    '%s that the server cancels ends on both sides, and its tool goes on',
    async (name, capabilities, schema, _answer, ask) => {
      const asked = deferred();
      const client = clientThatAnswers(name, capabilities, schema, () => (asked.resolve(), new Promise(() => {})));
      const server = traceServer(major.server());
      const controller = new AbortController();
      server.registerTool('ship', {}, async () => {
        await ask(server.server, { signal: controller.signal }).catch(() => undefined);
        return DONE;
      });
      await connect(major, client, server);
      const call = client.callTool({ name: 'ship', arguments: {} });
      await asked.promise;
      controller.abort();
      expect(await call).toMatchObject(DONE);
      await client.close();
      for (const kind of [SpanKind.CLIENT, SpanKind.SERVER]) {
        expect(of(kind, name).map(({ attributes }) => attributes['error.type'])).toEqual(['cancelled']);
        expect(of(kind, 'tools/call ship').map(({ attributes }) => attributes['error.type'])).toEqual([undefined]);
      }
    },
  );

  test('a prompt is named, and a resource is an attribute, as its address is no name', async () => {
    const server = traceServer(major.server());
    server.registerPrompt('greet', {}, () => ({ messages: [] }));
    server.registerResource('order', 'shop://orders/7', {}, async () => ({ contents: [] }));
    const client = traceClient(major.client());
    await connect(major, client, server);
    await client.getPrompt({ name: 'greet' });
    await client.readResource({ uri: 'shop://orders/7' });
    await client.close();
    for (const kind of [SpanKind.CLIENT, SpanKind.SERVER]) {
      expect(of(kind, 'prompts/get greet')[0]?.attributes).toMatchObject({
        'mcp.method.name': 'prompts/get',
        'gen_ai.prompt.name': 'greet',
      });
      expect(of(kind, 'resources/read')[0]?.attributes).toMatchObject({ 'mcp.resource.uri': 'shop://orders/7' });
      expect(of(kind, 'resources/read')[0]?.attributes['gen_ai.operation.name']).toBeUndefined();
    }
  });

  test('progress leaves a call open, and is told within it', async () => {
    const server = traceServer(major.server());
    server.registerTool('ship', {}, async (extra: unknown) => {
      const { _meta, mcpReq } = extra as { _meta?: object; mcpReq?: { _meta: object } };
      const { progressToken } = (_meta ?? mcpReq?._meta) as { progressToken: number };
      for (const progress of [1, 2]) {
        await server.server.notification({ method: 'notifications/progress', params: { progressToken, progress } });
      }
      return inSpan('after', () => DONE);
    });
    const client = traceClient(major.client());
    await connect(major, client, server);
    const seen: number[] = [];
    const options = { onprogress: ({ progress }: { progress: number }) => seen.push(progress) };
    await client.callTool(
      { name: 'ship', arguments: {} },
      ...((version === '1' ? [undefined, options] : [options]) as unknown as []),
    );
    await client.close();
    expect(seen).toEqual([1, 2]);
    const tool = of(SpanKind.SERVER, 'tools/call ship');
    expect(tool).toHaveLength(1);
    // spans are recorded as they end
    const names = recorder.spans.map(({ kind, name }) => `${kind} ${name}`);
    for (const kind of [SpanKind.CLIENT, SpanKind.SERVER]) {
      expect(names.indexOf(`${SpanKind.INTERNAL} after`)).toBeLessThan(names.indexOf(`${kind} tools/call ship`));
      expect(of(kind, 'notifications/progress')).toHaveLength(2);
    }
  });
});
