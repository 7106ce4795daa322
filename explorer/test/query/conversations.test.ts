/** Conversations with agents, and the tokens and cost of stories. */
import fc from 'fast-check';
import type { SpanSummary } from '../../api/answers';
import type { UsageAnswer } from '../../api/conversation-answers';
import { SpanForest } from '../../server/query/index/span-forest';
import { sumUsage } from '../../server/query/traces/usage';
import type { Store } from '../../server/store/open-store';
import type { SpanRow } from '../../server/store/span-row';
import { closeAll, openForTest } from '../store/folder';
import { link, span, spanIdOf, traceIdOf } from '../store/spans';
import { ask, microsAt, nanosAt } from './story';

afterEach(closeAll);

interface Told {
  readonly parent?: number;
  readonly input?: number | string;
  readonly output?: number;
  readonly cost?: number | string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly links?: SpanRow['links'];
  readonly fields?: Partial<SpanRow>;
}

/** A span that tells of tokens. */
const told = (
  trace: number,
  number: number,
  { parent, input, output, cost, attributes, links, fields }: Told,
): SpanRow =>
  span(trace, number, {
    ...(parent !== undefined && { parentSpanId: spanIdOf(parent) }),
    ...(links && { links }),
    attributes: {
      ...attributes,
      ...(input !== undefined && { 'gen_ai.usage.input_tokens': String(input) }),
      ...(output !== undefined && { 'gen_ai.usage.output_tokens': String(output) }),
      ...(cost !== undefined && { 'gen_ai.usage.cost': String(cost) }),
    },
    ...fields,
  });

const usageOf = async (store: Store, query = `trace=${traceIdOf(1)}`): Promise<Partial<UsageAnswer>> => {
  const { inputTokens, outputTokens, cost, spans } = await ask(store, 'usage', query);
  return { inputTokens, outputTokens, spans, ...(cost !== undefined && { cost }) };
};

test('What an agent tells of its calls and what these tell is summed once, over a story', async () => {
  const store = await openForTest();
  await store.insert([
    // 1: an agent that tells of all, a span between that tells of nothing, and its two calls
    told(1, 1, { input: 30, output: 5 }),
    span(1, 2, { parentSpanId: spanIdOf(1) }),
    told(1, 3, { parent: 2, input: 10, output: 2 }),
    told(1, 4, { parent: 2, input: 20, output: 3, cost: 0.25 }),
    // 2: an agent that tells of its own part alone, which is less than its calls
    told(2, 5, { input: 1, links: [link(1, 1)] }),
    told(2, 6, { parent: 5, input: 7, output: 4, cost: 0.5 }),
    // 3: the names of conventions before; and a call of the agent in 2
    span(3, 7, {
      links: [link(2, 5)],
      attributes: { 'gen_ai.usage.prompt_tokens': '100', 'gen_ai.usage.completion_tokens': '50' },
    }),
    told(4, 8, { input: 1000 }),
  ]);
  expect(await usageOf(store)).toEqual({ inputTokens: 137, outputTokens: 59, cost: 0.75, spans: 6 });
  expect(await usageOf(store, `trace=${traceIdOf(1)}&hops=1`)).toEqual({
    ...{ inputTokens: 37, outputTokens: 9, cost: 0.75, spans: 5 },
  });
  expect(await usageOf(store, `trace=${traceIdOf(3)}&direction=effects`)).toMatchObject({ inputTokens: 100 });
  expect(await usageOf(store, `trace=${traceIdOf(99)}`)).toEqual({ inputTokens: 0, outputTokens: 0, spans: 0 });
});

test('What is no number counts as nothing, and a span that was sent again as it is now', async () => {
  const store = await openForTest();
  await store.insert([
    told(1, 1, { input: 'many', output: -5, cost: 'Infinity' }),
    told(1, 2, { input: 'NaN', cost: '1e400' }),
    told(1, 3, { input: 5, fields: { received: nanosAt(1) } }),
    told(1, 3, { input: 8, fields: { received: nanosAt(2), duration: 2_000_000n } }),
  ]);
  expect(await usageOf(store)).toEqual({ inputTokens: 8, outputTokens: 0, spans: 3 });
});

test('Any calls of calls are summed as by hand: the more of what a span tells and what is told within it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.option(fc.nat(50))), { maxLength: 20 }), (spans) => {
      // a span is called by an earlier one, or by none
      const parentOf = (index: number): number | undefined => {
        const parent = spans[index]?.[0] ?? index;
        return parent < index ? parent : undefined;
      };
      const forest = new SpanForest();
      forest.add(
        spans.map((_, index) => {
          const parent = parentOf(index);
          const ids = { traceId: traceIdOf(1), spanId: spanIdOf(index + 1) };
          return { ...ids, ...(parent !== undefined && { parentSpanId: spanIdOf(parent + 1) }) } as SpanSummary;
        }),
      );
      const rows = spans.flatMap(([, input], index) =>
        input === null
          ? []
          : [{ traceId: traceIdOf(1), spanId: spanIdOf(index + 1), inputTokens: input, outputTokens: 0, cost: 0 }],
      );
      const sumOf = (index: number): number =>
        Math.max(
          spans[index]?.[1] ?? 0,
          total(spans.flatMap((_, each) => (parentOf(each) === index ? [sumOf(each)] : []))),
        );
      const roots = spans.flatMap((_, index) => (parentOf(index) === undefined ? [sumOf(index)] : []));
      expect(sumUsage(rows, forest).inputTokens).toBe(total(roots));
    }),
    { numRuns: 1000 },
  );
});

test('Calls in a circle, and ten thousand within each other, are summed', async () => {
  const store = await openForTest();
  await store.insert([told(1, 1, { parent: 2, input: 3 }), told(1, 2, { parent: 1, input: 4 })]);
  expect(await usageOf(store)).toMatchObject({ inputTokens: 7 });
  const nested = Array.from({ length: 10_000 }, (_, index) => told(2, index + 10, { parent: index + 9, input: 1 }));
  await store.insert(nested);
  expect(await usageOf(store, `trace=${traceIdOf(2)}`)).toMatchObject({ inputTokens: 1, spans: 10_000 });
});

const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const CHAT = { 'gen_ai.conversation.id': 'chat/1' };
const step = (
  operation: string,
  agent: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  ...CHAT,
  'gen_ai.operation.name': operation,
  'gen_ai.agent.name': agent,
  ...more,
});

const CONVERSATION: readonly SpanRow[] = [
  told(1, 1, { input: 30, output: 5, attributes: step('invoke_agent', 'planner', { 'spanlink.turn.attempt': '1' }) }),
  told(1, 2, { parent: 1, attributes: step('plan', 'planner') }),
  // the call of a model has no conversation of its own
  told(1, 3, { parent: 2, input: 40, cost: 0.5 }),
  told(2, 4, {
    attributes: step('invoke_agent', 'researcher', { 'spanlink.task.attempt': '2' }),
    links: [link(1, 1, { 'spanlink.relation': 'delegated' })],
    fields: { status: 'Error', time: nanosAt(50), duration: 10_000_000n },
  }),
  told(2, 5, {
    parent: 4,
    attributes: step('execute_tool', 'researcher', { 'gen_ai.tool.name': 'search' }),
    fields: { time: nanosAt(51) },
  }),
];

test('A conversation is told by its steps: who did what, in which attempt, because of whom', async () => {
  const store = await openForTest();
  await store.insert([...CONVERSATION, told(9, 9, { attributes: { 'gen_ai.conversation.id': 'chat/2' } })]);
  const answer = await ask(store, 'conversation', '', { conversation: 'chat/1' });
  expect(answer.steps.map(({ span: { name: _, ...rest }, ...of }) => [of, rest.spanId])).toEqual([
    [
      { operation: 'invoke_agent', agent: 'planner', attempt: 1, usage: { inputTokens: 30, outputTokens: 5 } },
      spanIdOf(1),
    ],
    [{ operation: 'plan', agent: 'planner' }, spanIdOf(2)],
    [{ operation: 'invoke_agent', agent: 'researcher', attempt: 2 }, spanIdOf(4)],
    [{ operation: 'execute_tool', agent: 'researcher', tool: 'search' }, spanIdOf(5)],
  ]);
  expect(answer.links.map(({ relation, cause }) => [relation, cause.spanId])).toEqual([['delegated', spanIdOf(1)]]);
  expect(answer).toMatchObject({ usage: { inputTokens: 40, outputTokens: 5, cost: 0.5 }, isCut: false });
  await expect(ask(store, 'conversation', '', { conversation: 'chat' })).rejects.toThrow('"chat" was received');
});

test('Conversations are listed by their newest span, with their agents, and of one agent alone', async () => {
  const store = await openForTest();
  await store.insert([
    ...CONVERSATION,
    told(9, 9, {
      attributes: { 'gen_ai.conversation.id': 'chat/2', 'gen_ai.agent.name': 'writer' },
      fields: { time: nanosAt(60) },
    }),
    told(9, 10, { attributes: { 'gen_ai.conversation.id': 'chat/3' }, fields: { time: nanosAt(20) } }),
  ]);
  const { conversations } = await ask(store, 'conversations');
  expect(
    conversations.map(({ conversation, agents, invocations, errors }) => [conversation, agents, invocations, errors]),
  ).toEqual([
    ['chat/2', ['writer'], 0, 0],
    ['chat/1', ['planner', 'researcher'], 2, 1],
    ['chat/3', [], 0, 0],
  ]);
  expect(conversations[1]?.end).toBe(microsAt(60));
  const names = async (query: string): Promise<string[]> =>
    (await ask(store, 'conversations', query)).conversations.map(({ conversation }) => conversation);
  expect(await names('agent=planner')).toEqual(['chat/1']);
  expect(await names('agent=nobody')).toEqual([]);
  expect(await names(`since=${microsAt(55)}`)).toEqual(['chat/2']);
  expect(await names('limit=1')).toEqual(['chat/2']);
  expect((await ask(store, 'conversations', 'limit=1')).cutBy).toEqual(['limit']);
});

test('A conversation of more traces than one query names is summed whole', async () => {
  const store = await openForTest();
  const turns = 1200;
  await store.insert(
    Array.from({ length: turns }, (_, each) =>
      told(each + 1, each + 1, { input: 2, attributes: step('invoke_agent', 'planner') }),
    ),
  );
  const named: number[] = [];
  const query: Store['query'] = (sql, params, signal) => {
    named.push(...Object.values(params ?? {}).map((value) => (Array.isArray(value) ? value.length : 1)));
    return store.query(sql, params, signal);
  };
  const watched = Object.create(store, { query: { value: query } }) as Store;
  const answer = await ask(watched, 'conversation', '', { conversation: 'chat/1' });
  expect([answer.steps.length, answer.usage, answer.isCut]).toEqual([
    turns,
    { inputTokens: 2 * turns, outputTokens: 0 },
    false,
  ]);
  expect(Math.max(...named)).toBe(1000);
});
