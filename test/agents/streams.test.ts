/** Answers that are streams: a turn ends when its answer does. */
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { SpanStatusCode } from '@opentelemetry/api';
import { Agent, runTurn, Tool, Turn } from 'spanlink/agents';
import { recordSpans } from 'spanlink/testing';
import { type Ledger, MemoryLedger, useLedger } from 'spanlink/workflow';
import { asyncLedger } from '../fixtures/ledgers';
import { Planner, type Question, question } from './agents';

const recorder = recordSpans();
let ledger: Ledger = new MemoryLedger();
beforeEach(() => recorder.reset());
afterEach(() => useLedger(undefined));
afterAll(() => recorder.stop());

const turns = () => recorder.named('invoke_agent planner');
const statusesOf = async ({ conversation }: Question) =>
  (await ledger.history('gen_ai.conversation', conversation)).map(({ status }) => status);

/** An answer as several clients return it: iterable, and nothing else. */
class Answer {
  readonly words: string[];

  constructor(...words: string[]) {
    this.words = words;
  }

  [Symbol.asyncIterator](): AsyncIterator<string> {
    const words = this.words[Symbol.iterator]();
    return {
      next: async () => {
        const next = words.next();
        if (next.value === 'fails') throw new Error('the connection was reset');
        return next;
      },
      return: async () => ({ done: true, value: undefined }),
    };
  }
}

@Agent({ name: 'planner', conversation: (of: Question) => of.conversation })
class Streaming {
  @Turn() async iterable(of: Question): Promise<Answer> {
    return new Answer(...of.text.split(' '));
  }

  @Turn() async node(of: Question): Promise<Readable> {
    return Readable.from(of.text.split(' '));
  }

  @Turn() async web(of: Question): Promise<ReadableStream<string>> {
    return new ReadableStream({
      start(controller) {
        for (const word of of.text.split(' ')) controller.enqueue(word);
        controller.close();
      },
    });
  }

  @Tool() async *progress(): AsyncGenerator<number> {
    yield 1;
  }
}

describe.each([
  ['at once', () => new MemoryLedger()],
  ['later', () => asyncLedger()],
])('With a ledger that answers %s,', (_, start) => {
  beforeEach(() => useLedger((ledger = start())));

  test('a generator is one turn, active in each of its steps, which ends with it', async () => {
    const asked = question();
    const planner = new Planner();
    const parents: unknown[] = [];
    planner.during = () => void planner.search('x');
    const words: string[] = [];
    for await (const word of planner.stream(asked)) {
      expect(turns()).toEqual([]);
      words.push(word);
    }
    expect(words).toEqual(['how', 'are', 'you']);
    await planner.answer(asked);
    const [first, second] = turns();
    parents.push(...recorder.named('execute_tool search').map((tool) => tool.parentSpanContext?.spanId));
    expect(parents.slice(0, 3)).toEqual(Array(3).fill(first?.spanContext().spanId));
    expect(second).toLinkTo(first as never, { relation: 'turn' });
    expect(await statusesOf(asked)).toEqual(['completed', 'completed']);
  });

  test('a generator has its links when its span starts, and does nothing before its first step', async () => {
    const asked = question();
    const planner = new Planner();
    await planner.answer(asked);
    const answer = planner.stream(asked);
    expect(await statusesOf(asked)).toEqual(['completed']);
    await answer.next();
    expect(await statusesOf(asked)).toEqual(['completed', 'running']);
    await answer.return('');
    expect(turns()[1]).toLinkTo(turns()[0] as never, { relation: 'turn' });
    expect(await statusesOf(asked)).toEqual(['completed', 'completed']);
  });

  test('the steps of a generator that are asked for at once come in order', async () => {
    const answer = new Planner().stream(question());
    const steps = await Promise.all([answer.next(), answer.next(), answer.next(), answer.next(), answer.next()]);
    expect(steps).toEqual([
      { done: false, value: 'how' },
      { done: false, value: 'are' },
      { done: false, value: 'you' },
      { done: true, value: 'how are you' },
      { done: true, value: undefined },
    ]);
    expect(turns()).toHaveLength(1);
  });

  test('a generator that is ended before it began is no turn', async () => {
    const asked = question();
    const answer = new Planner().stream(asked);
    expect(await answer.return('nothing')).toEqual({ done: true, value: 'nothing' });
    expect(turns()).toEqual([]);
    expect(await statusesOf(asked)).toEqual([]);
  });

  test('a generator that fails is a turn that failed, and the same error goes through', async () => {
    const asked = question();
    const planner = new Planner();
    const error = new TypeError('no');
    planner.during = () => Promise.reject(error);
    const answer = planner.stream(asked);
    await expect(answer.next()).rejects.toBe(error);
    expect(await answer.next()).toEqual({ done: true, value: undefined });
    expect(turns()[0]?.attributes['error.type']).toBe('TypeError');
    expect(await statusesOf(asked)).toEqual(['failed']);
  });

  test.each(['iterable', 'node', 'web'] as const)('a %s answer is open until it has been read', async (kind) => {
    const asked = question();
    const answer = await new Streaming()[kind](asked);
    expect(turns()).toEqual([]);
    expect(await statusesOf(asked)).toEqual(['running']);
    const words: string[] = [];
    for await (const word of answer) words.push(String(word));
    expect(words).toEqual(['how', 'are', 'you']);
    // a stream tells of its end after its last chunk
    await setImmediate();
    expect(turns()).toHaveLength(1);
    expect(await statusesOf(asked)).toEqual(['completed']);
  });

  test('an iterable answer stays the object that it was', async () => {
    const answer = await new Streaming().iterable(question());
    expect(answer).toBeInstanceOf(Answer);
    expect(Object.keys(answer)).toEqual(['words']);
  });

  test('an iterable answer that fails in the middle is a turn that failed', async () => {
    const asked = question({ text: 'how fails' });
    const answer = await new Streaming().iterable(asked);
    await expect(drain(answer)).rejects.toThrow('the connection was reset');
    expect(turns()[0]?.status.code).toBe(SpanStatusCode.ERROR);
    expect(await statusesOf(asked)).toEqual(['failed']);
  });

  test('an iterable answer that is left in the middle has ended', async () => {
    const asked = question();
    for await (const word of await new Streaming().iterable(asked)) if (word === 'how') break;
    expect(turns()).toHaveLength(1);
    expect(await statusesOf(asked)).toEqual(['completed']);
  });

  test('a frozen answer stays as it is', async () => {
    const frozen = Object.freeze(new Answer('yes'));
    expect(await runTurn({ agent: 'planner', conversation: 'frozen' }, () => frozen)).toBe(frozen);
    expect(turns()).toHaveLength(1);
  });

  test('a stream that a plain function answers is a turn until it has been read', async () => {
    const asked = question();
    const answer = await runTurn({ agent: 'planner', conversation: asked.conversation }, () => new Answer('a', 'b'));
    expect(turns()).toEqual([]);
    expect(await drain(answer)).toEqual(['a', 'b']);
    expect(turns()).toHaveLength(1);
  });
});

test('a tool may be a generator', async () => {
  expect(await drain(new Streaming().progress())).toEqual([1]);
  expect(recorder.named('execute_tool progress')).toHaveLength(1);
});

async function drain<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of from) all.push(one);
  return all;
}
