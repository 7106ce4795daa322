/** Prompts and answers are recorded only where somebody asks for them; tokens, where a result tells of them. */
import { Agent, type ContentLimits, runTool, runTurn, Turn } from 'spanlink/agents';
import { recordSpans } from 'spanlink/testing';
import { useLedger } from 'spanlink/workflow';
import { recordCounts } from '../fixtures/reports';
import { Planner, question } from './agents';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
beforeAll(() => useLedger(undefined));
afterAll(() => recorder.stop());

const attributesOf = () => recorder.spans[0]?.attributes ?? {};
const textsIn = (attributes: Record<string, unknown>) =>
  ['gen_ai.input.messages', 'gen_ai.output.messages'].map((key) => {
    const [message] = JSON.parse(String(attributes[key] ?? '[]')) as { role: string; parts: { content: string }[] }[];
    return message && [message.role, message.parts[0]?.content];
  });

/** Answers by echo, and records both texts within those limits. */
function ask(prompt: string, limits?: ContentLimits): Promise<string> {
  @Agent({ name: 'echo', ...(limits && { content: limits }) })
  class Echo {
    @Turn({
      conversation: () => 'c',
      content: { input: (text: string) => text, output: (answer) => answer as string },
    })
    async answer(text: string): Promise<string> {
      return `${text}!`;
    }
  }
  return new Echo().answer(prompt);
}

test('no text is recorded that nobody has asked for', async () => {
  const secret = 'my password is hunter2';
  const planner = new Planner();
  await planner.answer(question({ text: secret }));
  for await (const _ of planner.stream(question({ text: secret })));
  planner.search(secret);
  await planner.plan(question({ text: secret }));
  expect(
    JSON.stringify(recorder.spans.map(({ attributes, events, name }) => [attributes, events, name])),
  ).not.toContain('hunter2');
});

test('prompt and answer are recorded as the messages of the conventions', async () => {
  expect(await ask('hello')).toBe('hello!');
  expect(textsIn(attributesOf())).toEqual([
    ['user', 'hello'],
    ['assistant', 'hello!'],
  ]);
});

test('texts are cut, by default at 4,096 characters', async () => {
  await ask('x'.repeat(1_000_000));
  expect(textsIn(attributesOf()).map((one) => one?.[1]?.length)).toEqual([4_096, 4_096]);
  recorder.reset();
  await ask('abc😀', { limit: 4 });
  expect(textsIn(attributesOf()).map((one) => one?.[1])).toEqual(['abc', 'abc']);
});

test('a text is redacted before it is cut', async () => {
  const redact = (text: string) => text.replaceAll(/\d{16}/g, '****');
  await ask('card 4111111111111111', { redact, limit: 12 });
  expect(textsIn(attributesOf()).map((one) => one?.[1])).toEqual(['card ****', 'card ****!']);
});

test.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('no');
    },
  ],
  ['returns a promise', () => Promise.resolve('text')],
  ['returns a number', () => 7],
])('nothing is recorded of a text whose redaction %s, and that is counted', async (_, redact) => {
  const counts = recordCounts();
  expect(await ask('secret', { redact: redact as never })).toBe('secret!');
  expect(textsIn(attributesOf())).toEqual([undefined, undefined]);
  expect(await counts()).toEqual({ 'spanlink.callback.errors': 2 });
});

test('nothing is recorded of a text for which the redaction returns none', async () => {
  await ask('secret', { redact: () => undefined });
  expect(textsIn(attributesOf())).toEqual([undefined, undefined]);
});

test('a text that cannot be read costs the text alone', async () => {
  const content = {
    input: () => {
      throw new Error('no');
    },
    output: () => ({}) as string,
  };
  expect(await runTurn({ conversation: 'c', content }, () => 'fine')).toBe('fine');
  expect(textsIn(attributesOf())).toEqual([undefined, undefined]);
});

test('the arguments and the result of a tool are recorded as those', () => {
  runTool({ name: 'add', content: { input: () => '[1,2]', output: (sum) => String(sum) } }, () => 3);
  expect(attributesOf()).toMatchObject({ 'gen_ai.tool.call.arguments': '[1,2]', 'gen_ai.tool.call.result': '3' });
});

test.each<[string, object]>([
  ['the AI SDK, over all steps', { totalUsage: { inputTokens: 5, outputTokens: 7 }, usage: { inputTokens: 1 } }],
  ['OpenAI Responses or Anthropic', { usage: { input_tokens: 5, output_tokens: 7 } }],
  ['the AI SDK before its version 5', { usage: { promptTokens: 5, completionTokens: 7 } }],
  ['OpenAI Chat Completions', { usage: { prompt_tokens: 5, completion_tokens: 7 } }],
])('tokens are read from the result of %s', async (_, result) => {
  await runTurn({ conversation: 'c' }, () => result);
  expect(attributesOf()).toMatchObject({ 'gen_ai.usage.input_tokens': 5, 'gen_ai.usage.output_tokens': 7 });
});

test('tokens are what the option says', async () => {
  const usage = (value: unknown) => ({ inputTokens: (value as { in: number }).in });
  await runTurn({ conversation: 'c', usage }, () => ({ in: 9, usage: { inputTokens: 1 } }));
  expect(attributesOf()['gen_ai.usage.input_tokens']).toBe(9);
});

test('no getter of a result is called, as that may start a stream', async () => {
  const get = jest.fn();
  const result = Object.defineProperty({}, 'usage', { get });
  await runTurn({ conversation: 'c' }, () => result);
  expect(get).not.toHaveBeenCalled();
});

test.each([
  [{ usage: 7 }],
  [{ usage: { inputTokens: -1 } }],
  [{ usage: { inputTokens: NaN } }],
  [{ usage: { inputTokens: Infinity } }],
  [null],
  ['usage'],
])('a result that tells of no tokens has none: %j', async (result) => {
  expect(await runTurn({ conversation: 'c' }, () => result as unknown)).toBe(result);
  expect(Object.keys(attributesOf()).filter((key) => key.startsWith('gen_ai.usage'))).toEqual([]);
});
