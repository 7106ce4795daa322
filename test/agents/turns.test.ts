/** `@Turn`: each turn is a trace of its own, linked to the turn before. */
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { Span } from 'spanlink';
import { runTurn } from 'spanlink/agents';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, useLedger } from 'spanlink/workflow';
import { asyncLedger, attemptElsewhere } from '../fixtures/ledgers';
import { deferred } from '../fixtures/deferred';
import { cause, message } from '../fixtures/spans';
import { Planner, question } from './agents';

const recorder = recordSpans();
let planner = new Planner();
beforeEach(() => {
  recorder.reset();
  planner = new Planner();
});
afterEach(() => useLedger(undefined));
afterAll(() => recorder.stop());

const turns = () => recorder.named('invoke_agent planner');
const relationsOf = (span: { links: readonly { attributes?: Record<string, unknown> }[] } | undefined) =>
  span?.links.map(({ attributes }) => attributes?.['spanlink.relation']);
const turnKey = (conversation: string, id = '') => ({
  workflow: 'gen_ai.conversation',
  run: conversation,
  stage: 'turn',
  item: id,
});

describe.each([
  ['at once', () => new MemoryLedger()],
  ['later', () => asyncLedger()],
])('With a ledger that answers %s,', (_, ledger) => {
  beforeEach(() => useLedger(ledger()));

  test('a turn is a trace of its own, linked to the turn before', async () => {
    const first = question();
    expect(await planner.answer(first)).toBe('the answer to how are you');
    await planner.answer({ ...first, text: 'and you' });
    await planner.answer({ ...first, text: 'and now' });
    const [one, two, three] = turns();
    expect(one?.links).toEqual([]);
    expect(two).toLinkTo(one as never, { relation: 'turn' });
    expect(three).toLinkTo(two as never, { relation: 'turn' });
    expect(three?.links).toHaveLength(1);
    for (const turn of turns()) expect(turn).toBeRootSpan();
  });

  test('a turn has the names and attributes of the conventions', async () => {
    const asked = question();
    await planner.answer(asked);
    expect(recorder.span('invoke_agent planner').attributes).toEqual({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'planner',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-9',
      'gen_ai.conversation.id': asked.conversation,
    });
  });

  test('turns of other conversations are not linked', async () => {
    await planner.answer(question());
    await planner.answer(question());
    expect(turns().flatMap(({ links }) => links)).toEqual([]);
  });

  test('the span of a request is linked as the caller', async () => {
    class Server {
      @Span('POST /chat') async post() {
        await planner.answer(question());
      }
    }
    await new Server().post();
    expect(turns()[0]).toLinkTo(recorder.span('POST /chat'), { relation: 'caller' });
    expect(turns()[0]).toBeRootSpan();
  });

  test('a turn that failed is retried by its id, and what came before it is linked as well', async () => {
    const asked = question();
    await planner.answer(asked);
    planner.during = () => Promise.reject(new RangeError('no tokens left'));
    const failing = { ...asked, id: 'm2' };
    await expect(planner.answer(failing)).rejects.toThrow('no tokens left');
    planner.during = () => undefined;
    await planner.answer(failing);
    const [before, failed, retry] = turns();
    expect(failed?.status.code).toBe(SpanStatusCode.ERROR);
    expect(failed?.attributes).toMatchObject({ 'error.type': 'RangeError', 'spanlink.turn.id': 'm2' });
    expect(retry).toLinkTo(failed as never, { relation: 'retry_of' });
    expect(retry).toLinkTo(before as never, { relation: 'turn' });
    expect(retry?.links).toHaveLength(2);
    expect(retry?.attributes['spanlink.turn.attempt']).toBe(2);
  });

  test('without an id, the turn after one that failed comes after it', async () => {
    const asked = question();
    planner.during = () => Promise.reject(new Error('no'));
    await expect(planner.answer(asked)).rejects.toThrow('no');
    planner.during = () => undefined;
    await planner.answer(asked);
    expect(relationsOf(turns()[1])).toEqual(['turn']);
  });

  test('of turns at once, each is linked to the last one that had begun', async () => {
    const asked = question();
    await planner.answer(asked);
    const held = deferred();
    const all: Promise<unknown>[] = [];
    for (const id of ['a', 'b']) {
      const begun = deferred();
      planner.during = () => {
        begun.resolve();
        return held.promise;
      };
      all.push(planner.answer({ ...asked, id }));
      await begun.promise;
    }
    // both are opened before either has a span, unless the ledger answers at once
    all.push(planner.answer({ ...asked, id: 'c' }), planner.answer({ ...asked, id: 'd' }));
    held.resolve();
    await Promise.all(all);
    const ids = new Map(turns().map((turn) => [turn.spanContext().spanId, turn.attributes['spanlink.turn.id'] ?? '']));
    const before = turns().map(({ attributes, links }) => [
      attributes['spanlink.turn.id'],
      links.map((link) => ids.get(link.context.spanId)).join(),
    ]);
    expect(Object.fromEntries(before)).toMatchObject({ a: '', b: 'a', c: 'b', d: expect.stringMatching(/^[bc]$/) });
  });

  test('what a turn calls is its child, without its links', async () => {
    const asked = question();
    await planner.answer(asked);
    planner.during = async (of) => {
      planner.search((await planner.plan(of))[0] as string);
    };
    await planner.answer(asked);
    const turn = turns()[1];
    for (const name of ['plan planner', 'execute_tool search']) {
      expect(recorder.span(name).parentSpanContext?.spanId).toBe(turn?.spanContext().spanId);
      expect(recorder.span(name).links).toEqual([]);
      expect(recorder.span(name).attributes['gen_ai.conversation.id']).toBe(asked.conversation);
    }
  });

  test('a turn of another agent that a turn calls is its child, and the hand-over is named', async () => {
    const asked = question();
    planner.during = () => runTurn({ agent: 'billing', conversation: asked.conversation }, () => undefined);
    await planner.answer(asked);
    await planner.answer(asked);
    const [first] = turns();
    const [handed] = recorder.named('invoke_agent billing');
    expect(handed?.parentSpanContext?.spanId).toBe(first?.spanContext().spanId);
    expect(handed).toLinkTo(first as never, { relation: 'handoff' });
    expect(turns()[1]).toLinkTo(first as never, { relation: 'turn' });
    expect(turns()[1]?.links).toHaveLength(1);
  });

  test('a turn of the same agent that a turn calls, such as the one it overrides, is its child', async () => {
    class Polite extends Planner {
      override async answer(asked: never): Promise<string> {
        return `${await super.answer(asked)}, please`;
      }
    }
    const asked = question();
    planner.during = () => new Polite().answer(asked as never);
    await planner.answer(asked);
    const [inner, outer] = turns();
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(inner?.links).toEqual([]);
  });

  test('a turn that was handed over is linked to who did, and to the turn before that', async () => {
    const asked = question();
    await planner.answer(asked);
    let carrier: Record<string, string> = {};
    await runTurn({ agent: 'triage', conversation: asked.conversation }, (span) => void (carrier = span.carrier()));
    await planner.takeOver({ ...asked, headers: carrier });
    await planner.answer(asked);
    const [first, handed, after] = turns();
    expect(handed).toLinkTo(recorder.span('invoke_agent triage'), { relation: 'handoff' });
    expect(handed).toLinkTo(first as never, { relation: 'turn' });
    expect(handed?.links).toHaveLength(2);
    expect(after).toLinkTo(handed as never, { relation: 'turn' });
  });

  test('work that a turn has left behind is no part of it', async () => {
    const asked = question();
    const held = deferred();
    let later: Promise<unknown> = Promise.resolve();
    planner.during = () => {
      later = held.promise.then(() => new Planner().answer(asked));
    };
    await planner.answer(asked);
    held.resolve();
    await later;
    expect(turns()[1]).toBeRootSpan();
    expect(turns()[1]).toLinkTo(turns()[0] as never, { relation: 'turn' });
  });
});

test('a turn of a process that died is linked, and so is the last one that was exported', async () => {
  const ledger = new MemoryLedger();
  useLedger(ledger);
  const asked = question();
  await planner.answer(asked);
  const key = turnKey(asked.conversation);
  const link = { traceparent: turnParent(), relation: 'turn' };
  const { attempt } = ledger.open({ ...key, process: 'dead', startedAt: Date.now(), stages: [] });
  ledger.start({ ...key, attempt }, { traceparent: message(7).headers['traceparent'] as string, links: [link] });
  await planner.answer(asked);
  const [first, after] = turns();
  expect(after).toLinkTo(cause(7), { relation: 'turn' });
  expect(after).toLinkTo(first as never, { relation: 'turn' });
  expect(after?.links).toHaveLength(2);
});

function turnParent(): string {
  const own = turns()[0]?.spanContext();
  return `00-${own?.traceId}-${own?.spanId}-01`;
}

test('the second attempt resumes a turn whose process died', async () => {
  const ledger = new MemoryLedger();
  useLedger(ledger);
  const asked = question({ id: 'm1' });
  await attemptElsewhere(ledger, turnKey(asked.conversation, 'm1'), 3);
  await planner.answer(asked);
  expect(turns()[0]).toLinkTo(cause(3), { relation: 'resumes' });
  expect(turns()[0]?.links).toHaveLength(1);
});

test('without a ledger, a turn is a trace of its own, without a link', async () => {
  useLedger(undefined);
  const asked = question();
  await planner.answer(asked);
  await planner.answer(asked);
  expect(turns().map(({ links }) => links)).toEqual([[], []]);
});

test('the same error goes through, and what is not one ends the turn well', async () => {
  useLedger(new MemoryLedger());
  const thrown = { any: 'value' };
  await expect(
    runTurn({ conversation: 'c', isError: () => false }, () => Promise.reject(thrown as never)),
  ).rejects.toBe(thrown);
  expect(recorder.span('invoke_agent').status.code).toBe(SpanStatusCode.UNSET);
});

test('a turn that suspends itself is continued by its id, and asked once for what it threw', async () => {
  useLedger(new MemoryLedger());
  const approval = new Error('waits for an approval');
  const isError = jest.fn((thrown: unknown) => thrown !== approval);
  const asked = { agent: 'planner', conversation: 'approvals', isError };
  await runTurn(asked, () => undefined);
  await expect(runTurn({ ...asked, id: 'q2' }, () => Promise.reject(approval))).rejects.toBe(approval);
  await runTurn({ ...asked, id: 'q2' }, () => undefined);
  const [before, suspended, after] = turns();
  expect(isError).toHaveBeenCalledTimes(1);
  expect(suspended?.status.code).toBe(SpanStatusCode.UNSET);
  expect(after).toLinkTo(suspended as never, { relation: 'previous' });
  expect(after).toLinkTo(before as never, { relation: 'turn' });
});

test('without a provider, a turn is called, and nothing is asked of the ledger', async () => {
  const open = jest.fn();
  useLedger({ open, start: open, finish: open, history: open, prune: open });
  trace.disable();
  context.disable();
  try {
    expect(await planner.answer(question())).toBe('the answer to how are you');
    expect(await runTurn({ conversation: 'c' }, () => 7)).toBe(7);
  } finally {
    recordSpans();
  }
  expect(open).not.toHaveBeenCalled();
});
