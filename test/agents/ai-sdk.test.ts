/** Agents beside the Vercel AI SDK: its spans are children of ours, and nothing is there twice. */
import { setImmediate } from 'node:timers/promises';
import { generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { MockLanguageModelV3, simulateReadableStream } from 'ai/test';
import { SpanGuard } from 'spanlink';
import { runTool, runTurn, Tool, Turn } from 'spanlink/agents';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, useLedger } from 'spanlink/workflow';
import { cause, message } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => {
  recorder.reset();
  useLedger(new MemoryLedger());
});
afterEach(() => useLedger(undefined));
afterAll(() => recorder.stop());

const experimental_telemetry = { isEnabled: true };
const usage = {
  inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 3, text: 3, reasoning: 0 },
};

/** A model that calls the tool, and answers with what that found. */
function model(): MockLanguageModelV3 {
  const call = { type: 'tool-call', toolCallId: 'call_1', toolName: 'weather', input: '{"city":"Paris"}' } as const;
  const finish = (unified: 'stop' | 'tool-calls') => ({ unified, raw: undefined });
  return new MockLanguageModelV3({
    doGenerate: [
      { content: [call], finishReason: finish('tool-calls'), usage, warnings: [] },
      { content: [{ type: 'text', text: 'It rains.' }], finishReason: finish('stop'), usage, warnings: [] },
    ],
    doStream: {
      stream: simulateReadableStream({
        chunks: [
          { type: 'stream-start', warnings: [] },
          { type: 'text-start', id: '1' },
          { type: 'text-delta', id: '1', delta: 'It ' },
          { type: 'text-delta', id: '1', delta: 'rains.' },
          { type: 'text-end', id: '1' },
          { type: 'finish', finishReason: finish('stop'), usage },
        ],
        initialDelayInMs: null,
        chunkDelayInMs: null,
      }),
    },
  });
}

const inputSchema = jsonSchema<{ city: string }>({ type: 'object', properties: { city: { type: 'string' } } });

class Forecaster {
  @Turn({
    agent: 'forecaster',
    conversation: () => 'c',
    usage: (value) => (value as { totalUsage: object }).totalUsage,
  })
  async answer(execute: (input: { city: string }) => Promise<unknown>) {
    return generateText({
      model: model(),
      prompt: 'Weather in Paris?',
      tools: { weather: tool({ inputSchema, execute }) },
      stopWhen: stepCountIs(3),
      experimental_telemetry,
    });
  }

  @Turn({ agent: 'forecaster', conversation: () => 'c' })
  async *stream(): AsyncGenerator<string> {
    yield* streamText({ model: model(), prompt: 'Weather?', experimental_telemetry }).textStream;
  }

  @Tool({ resultFrom: (value) => value as { headers: Record<string, string> } })
  async weather(city: { city: string }) {
    return { ...city, ...message(4) };
  }
}

const spanIds = (name: string) => recorder.named(name).map((span) => span.spanContext().spanId);

test('the spans of a generation are children of the turn, which tells of all tokens', async () => {
  const forecaster = new Forecaster();
  const result = await forecaster.answer((input) => forecaster.weather(input));
  expect(result.text).toBe('It rains.');
  const turn = recorder.span('invoke_agent forecaster');
  expect(turn).toBeRootSpan();
  expect(turn.attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 20, 'gen_ai.usage.output_tokens': 6 });
  expect(recorder.span('ai.generateText').parentSpanContext?.spanId).toBe(turn.spanContext().spanId);
  expect(new Set(recorder.spans.map((span) => span.spanContext().traceId)).size).toBe(1);
});

test.each([
  ['@Tool', (input: { city: string }) => new Forecaster().weather(input)],
  [
    'runTool',
    (input: { city: string }) =>
      runTool({ name: 'weather', resultFrom: (value) => value as { headers: Record<string, string> } }, async () => ({
        ...input,
        ...message(4),
      })),
  ],
])('a call of a tool by %s has one span, with the attributes and links of both', async (_, execute) => {
  const seen: unknown[] = [];
  const { steps } = await new Forecaster().answer((input) => {
    const result = execute(input);
    seen.push(SpanGuard.current().spanContext().traceId);
    return result;
  });
  expect(steps[0]?.toolResults[0]?.output).toMatchObject({ city: 'Paris' });
  expect(recorder.named('execute_tool weather')).toEqual([]);
  const [call] = recorder.named('ai.toolCall');
  expect(call?.attributes).toMatchObject({
    'ai.toolCall.name': 'weather',
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'weather',
    'gen_ai.tool.call.id': 'call_1',
    'gen_ai.agent.name': 'forecaster',
    'gen_ai.conversation.id': 'c',
  });
  expect(call).toLinkTo(cause(4), { relation: 'tool_result' });
  expect(recorder.spans.map(({ name }) => name).sort()).toEqual([
    'ai.generateText',
    'ai.generateText.doGenerate',
    'ai.generateText.doGenerate',
    'ai.toolCall',
    'invoke_agent forecaster',
  ]);
});

test('another tool that a tool calls has its own span', async () => {
  await new Forecaster().answer(() => runTool({ name: 'geocode' }, async () => 'Paris'));
  expect(recorder.span('execute_tool geocode').parentSpanContext?.spanId).toBe(spanIds('ai.toolCall')[0]);
});

test('a tool that fails fails as it does without us, and its span says so once', async () => {
  const error = new RangeError('no such city');
  const { steps } = await new Forecaster().answer(() => runTool({ name: 'weather' }, () => Promise.reject(error)));
  expect(steps[0]?.content.find(({ type }) => type === 'tool-error')).toMatchObject({ error });
  expect(recorder.span('ai.toolCall').events).toHaveLength(1);
});

test('the spans of a stream are children of the turn, which ends with it', async () => {
  const words: string[] = [];
  for await (const word of new Forecaster().stream()) words.push(word);
  expect(words).toEqual(['It ', 'rains.']);
  const turn = recorder.span('invoke_agent forecaster');
  expect(recorder.span('ai.streamText').parentSpanContext?.spanId).toBe(turn.spanContext().spanId);
  expect(new Set(recorder.spans.map((span) => span.spanContext().traceId)).size).toBe(1);
});

test('a stream of the SDK that a turn returns is left to the caller, and ends the turn', async () => {
  const result = await runTurn({ agent: 'forecaster', conversation: 'c' }, () => ({
    stream: streamText({ model: model(), prompt: 'Weather?' }),
  }));
  expect(recorder.named('invoke_agent forecaster')).toHaveLength(1);
  expect(await result.stream.text).toBe('It rains.');
  const text = await runTurn(
    { agent: 'forecaster', conversation: 'c' },
    () => streamText({ model: model(), prompt: 'Weather?' }).textStream,
  );
  expect(recorder.named('invoke_agent forecaster')).toHaveLength(1);
  for await (const _ of text);
  // a stream tells of its end after its last chunk
  await setImmediate();
  expect(recorder.named('invoke_agent forecaster')).toHaveLength(2);
});
