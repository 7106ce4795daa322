/** Agents where nothing is recorded, without a context manager, and from two copies of the package. */
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-node';
import { SpanGuard } from 'spanlink';
import type * as agents from 'spanlink/agents';
import { recordSpans, type SpanRecorder } from 'spanlink/testing';
import { MemoryLedger, useLedger } from 'spanlink/workflow';
import { asyncLedger, ledgerWith } from '../fixtures/ledgers';
import { Planner, question, Researcher } from './agents';

let copy = {} as typeof agents;
jest.isolateModules(() => {
  copy = jest.requireActual<typeof agents>('spanlink/agents');
});
let recorder: SpanRecorder | undefined;
afterEach(() => {
  recorder?.stop();
  useLedger(undefined);
});

async function useAll(): Promise<unknown[]> {
  const planner = new Planner();
  const asked = question();
  const words: string[] = [];
  for await (const word of planner.stream(asked)) words.push(word);
  return [await planner.answer(asked), words.length, await planner.plan(asked), planner.search('x')];
}
const ALL = ['the answer to how are you', 3, ['how', 'are', 'you'], 'X'];

test('with tracing suppressed, agents do what they do, and the span around stays as it is', async () => {
  recorder = recordSpans();
  const open = jest.fn();
  useLedger(ledgerWith({ open }));
  expect(await context.with(suppressTracing(context.active()), useAll)).toEqual(ALL);
  expect(open).not.toHaveBeenCalled();
  expect(recorder.spans).toEqual([]);
});

test('turns that are not sampled are turns still', async () => {
  recorder = recordSpans({ sampler: new AlwaysOffSampler() });
  const ledger = new MemoryLedger();
  useLedger(ledger);
  const asked = question();
  expect(await useAll()).toEqual(ALL);
  await new Planner().answer(asked);
  for await (const _ of new Planner().stream(asked));
  const history = ledger.history('gen_ai.conversation', asked.conversation);
  expect(history.map(({ status }) => status)).toEqual(['completed', 'completed']);
  expect(history[1]?.links).toHaveLength(1);
});

describe.each([
  ['at once', () => new MemoryLedger()],
  ['later', () => asyncLedger()],
])('Without a context manager, with a ledger that answers %s,', (_, ledger) => {
  test('turns are linked, and the body has the guard of its turn', async () => {
    recorder = recordSpans();
    context.disable();
    useLedger(ledger());
    const planner = new Planner();
    const asked = question();
    const guards: SpanGuard[] = [];
    planner.during = () => void guards.push(SpanGuard.current());
    await planner.answer(asked);
    for await (const _ of planner.stream(asked)) break;
    const [one, two] = recorder.named('invoke_agent planner');
    expect(two).toLinkTo(one as never, { relation: 'turn' });
    expect(guards.map((guard) => guard.spanContext().spanId)).toEqual([
      one?.spanContext().spanId,
      two?.spanContext().spanId,
    ]);
  });
});

test('two copies of the package act as one', async () => {
  recorder = recordSpans();
  useLedger(new MemoryLedger());
  expect(copy.runTurn).not.toBe(undefined);
  const asked = question();
  const planner = new Planner();
  planner.during = () => copy.runTool({ name: 'copied' }, () => planner.search('x'));
  await planner.answer(asked);
  await copy.runTurn({ agent: 'planner', conversation: asked.conversation }, () => undefined);
  const [one, two] = recorder.named('invoke_agent planner');
  expect(two).toLinkTo(one as never, { relation: 'turn' });
  expect(recorder.span('execute_tool copied').attributes['gen_ai.agent.name']).toBe('planner');
  expect(recorder.span('execute_tool search').parentSpanContext?.spanId).toBe(
    recorder.span('execute_tool copied').spanContext().spanId,
  );
});

test('methods keep their names, lengths and prototypes', () => {
  expect([Planner.prototype.answer.name, Planner.prototype.answer.length]).toEqual(['answer', 1]);
  expect([Researcher.prototype.research.name, Planner.prototype.search.length]).toEqual(['research', 2]);
  const generator = new Planner().stream(question());
  expect(Object.prototype.toString.call(generator)).toBe('[object AsyncGenerator]');
  expect(generator[Symbol.asyncIterator]()).toBe(generator);
});
