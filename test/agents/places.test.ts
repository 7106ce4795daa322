/** Where agents, turns and tasks are placed, and what is asked of a result. */
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { inSpan } from 'spanlink';
import { Agent, Plan, runPlan, runTask, runTool, runTurn, Turn } from 'spanlink/agents';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, useLedger } from 'spanlink/workflow';
import type { AnyDecorator } from '../fixtures/decorators';
import { asyncLedger, ledgerWith } from '../fixtures/ledgers';
import { A, B, cause, causeTraceparent, linkOf, linkTargets } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterEach(() => useLedger(undefined));
afterAll(() => recorder.stop());

const relationsOf = (name: string): unknown[] =>
  recorder.span(name).links.map(({ attributes }) => attributes?.['spanlink.relation']);

test('a plan is that of its class, or of the agent around it', async () => {
  @Agent('architect')
  class Architect {
    @Plan() draw(): number {
      return 7;
    }
  }
  new Architect().draw();
  await runTurn({ agent: 'builder', conversation: 'p1' }, () => {
    new Architect().draw();
    runPlan({}, () => 7);
  });
  expect(recorder.spans.map(({ name }) => name)).toEqual([
    'plan architect',
    'plan architect',
    'plan builder',
    'invoke_agent builder',
  ]);
  expect(recorder.span('plan builder').attributes['gen_ai.conversation.id']).toBe('p1');
});

test('work without an agent or a conversation is done, and its span is named by what it is', async () => {
  expect(await runTask({}, () => 7)).toBe(7);
  expect(runTool({ name: '' }, () => 7)).toBe(7);
  expect(recorder.spans.map(({ name }) => name)).toEqual(['invoke_agent', 'execute_tool']);
});

test('a task that is handed over is a trace of its own, linked to who did', async () => {
  await runTurn({ agent: 'planner', conversation: 'p2' }, () =>
    runTask({ agent: 'writer', handedOverBy: cause(1) }, () => 7),
  );
  expect(recorder.span('invoke_agent writer')).toBeRootSpan();
  expect(relationsOf('invoke_agent writer')).toEqual(['caller', 'handoff']);
});

test('turns of other agents within a turn are one trace, however deep they are', async () => {
  const turn = (agent: string, body: () => unknown): Promise<unknown> => runTurn({ agent, conversation: 'p3' }, body);
  await turn('one', () => turn('two', () => turn('three', () => turn('three', () => 7))));
  expect(new Set(recorder.spans.map((span) => span.spanContext().traceId)).size).toBe(1);
  expect(relationsOf('invoke_agent two')).toEqual(['handoff']);
  expect(recorder.named('invoke_agent three').map(({ links }) => links.length)).toEqual([0, 1]);
});

test('a turn within a turn has no link where the context has no span', async () => {
  const inner = (): unknown => runTurn({ agent: 'two', conversation: 'p4' }, () => 7);
  await runTurn({ agent: 'one', conversation: 'p4' }, () => context.with(trace.deleteSpan(context.active()), inner));
  expect(recorder.span('invoke_agent two').links).toEqual([]);
});

describe('The turn before', () => {
  const opened = (last: object): void =>
    useLedger(
      ledgerWith({
        open: () =>
          ({ attempt: 1, earlier: [], stages: [], last: { attempt: 1, item: '', startedAt: 0, ...last } }) as never,
      }),
    );
  const links = [{ traceparent: causeTraceparent(3), relation: 'turn' }];

  test.each([
    ['running', [cause(2), cause(3)]],
    ['completed', [cause(2)]],
  ])(
    'that is %s in another process is linked, with the one before where it may never end',
    async (status, expected) => {
      opened({ status, process: 'another', traceparent: causeTraceparent(2), links });
      await runTurn({ agent: 'planner', conversation: 'p5' }, () => 7);
      expect(linkTargets(recorder.span('invoke_agent planner'))).toEqual(
        expected.map(({ traceId, spanId }) => `${traceId}-${spanId}`),
      );
    },
  );

  test('that hands over is linked for that alone, whether it says that it is sampled or not', async () => {
    opened({ status: 'completed', process: 'another', traceparent: A, links: [] });
    const handedOverBy = { traceparent: `${A.slice(0, -2)}00` };
    await runTurn({ agent: 'planner', conversation: 'p6', handedOverBy }, () => 7);
    expect(relationsOf('invoke_agent planner')).toEqual(['handoff']);
    expect(linkTargets(recorder.span('invoke_agent planner'))).toEqual([linkOf(A)]);
    expect(linkOf(A)).not.toBe(linkOf(B));
  });
});

describe.each([
  ['no ledger', () => undefined],
  ['a ledger', () => new MemoryLedger()],
  ['a ledger that answers later', () => asyncLedger()],
])('With %s,', (_, ledger) => {
  beforeEach(() => useLedger(ledger()));

  // such methods are refused by the types, and run all the same in JavaScript
  const turn = Turn({ conversation: () => 'p7' }) as unknown as AnyDecorator;

  test('what is no async function gives what it gives untraced', () => {
    class Chat {
      @turn *words(): Generator<string, number> {
        yield 'one';
        return 7;
      }
      @turn none(): undefined {
        return undefined;
      }
      @turn same(given: unknown): unknown {
        return given;
      }
    }
    const words = new Chat().words();
    expect([words.next(), words.next()]).toEqual([
      { done: false, value: 'one' },
      { done: true, value: 7 },
    ]);
    expect(new Chat().none()).toBeUndefined();
    class Special extends Promise<number> {}
    for (const given of [null, {}, Special.resolve(7)]) expect(new Chat().same(given)).toBe(given);
  });
});

test('nothing is asked of a result that there is not', async () => {
  const asked: string[] = [];
  const usage = (): object => (asked.push('usage'), {});
  const content = { output: () => (asked.push('output'), 'x') };
  const options = { agent: 'planner', conversation: 'p8', usage, content };
  await expect(runTurn(options, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(asked).toEqual([]);
  await runTurn(options, () => 7);
  expect(asked.sort()).toEqual(['output', 'usage']);
});

test('nothing is asked of a result whose span the SDK has failed to start', async () => {
  const { provider } = { provider: trace.getTracerProvider() };
  const broken = {
    startSpan: () => {
      throw new Error('no');
    },
    startActiveSpan: () => undefined,
  };
  trace.disable();
  trace.setGlobalTracerProvider({ getTracer: () => broken as never });
  try {
    expect(await context.with(ROOT_CONTEXT, () => runTurn({ agent: 'x', conversation: 'p9' }, () => 7))).toBe(7);
  } finally {
    trace.disable();
    trace.setGlobalTracerProvider(provider);
  }
});

test('without a ledger a turn is a trace of its own as well', async () => {
  await inSpan('request', () => runTurn({ agent: 'planner', conversation: 'p10' }, () => 7));
  expect(recorder.span('invoke_agent planner')).toBeRootSpan();
  expect(relationsOf('invoke_agent planner')).toEqual(['caller']);
});

test.each<[string, (work: () => unknown) => unknown]>([
  ['tool', (work) => runTool({ name: 'fetch' }, work)],
  ['plan', (work) => runPlan({}, work)],
])('a promise with members keeps them through a %s', async (_what, run) => {
  const cancel = (): void => undefined;
  const found = run(() => Object.assign(Promise.resolve(7), { cancel })) as Promise<number> & { cancel: unknown };
  expect([await found, found.cancel]).toEqual([7, cancel]);
});

test('a tool has a span of its own under one that is another process’s, or that has ended', () => {
  context.with(trace.setSpanContext(ROOT_CONTEXT, cause(1)), () => runTool({ name: 'look' }, () => 7));
  const attributes = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'look' };
  const after = inSpan('tool call', { attributes }, () => context.active());
  context.with(after, () => runTool({ name: 'look' }, () => 7));
  expect(recorder.named('execute_tool look')).toHaveLength(2);
});

test('an id that is too long is kept apart, and begins as it does', async () => {
  useLedger(new MemoryLedger());
  const id = `😀${'x'.repeat(62)}😀${'y'.repeat(300)}`;
  await runTask({ agent: 'long', id }, () => 7);
  expect(recorder.span('invoke_agent long').attributes['spanlink.task.id']).toMatch(/^😀x{62}…[\da-f]{64}$/u);
  await runTask({ agent: 'cut', id: `z${id}` }, () => 7);
  expect(recorder.span('invoke_agent cut').attributes['spanlink.task.id']).toMatch(/^z😀x{61}…[\da-f]{64}$/u);
});
