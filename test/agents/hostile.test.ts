/** Ids from outside, broken ledgers and everything else that must not change what an agent does. */
import { recordSpans } from 'spanlink/testing';
import { runTask, runTool, runTurn, Turn } from 'spanlink/agents';
import Database from 'libsql';
import { type Ledger, MemoryLedger, SqliteLedger, useLedger } from 'spanlink/workflow';
import type { AnyDecorator } from '../fixtures/decorators';
import { asyncLedger, ledgerWith } from '../fixtures/ledgers';
import { recordCounts, recordReports } from '../fixtures/reports';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterEach(() => useLedger(undefined));
afterAll(() => recorder.stop());

const agent = 'planner';
const turns = () => recorder.named('invoke_agent planner');

const IDS: [string, unknown][] = [
  ['a megabyte', 'x'.repeat(1_000_000)],
  ['a NUL', 'a\0b'],
  ['lone surrogates', '\ud800'],
  ['SQL', `'; DROP TABLE spanlink_runs; --`],
  ['a key of Redis', '{spanlink}:*'],
  ['a name of Object', '__proto__'],
  ['a number', 7],
  ['a bigint', 7n],
  ['right to left', '\u202Egnik\u202C'],
];

describe.each<[string, () => Ledger]>([
  ['memory', () => new MemoryLedger()],
  ['SQLite', () => new SqliteLedger(new Database(':memory:'))],
])('In %s,', (_, ledger) => {
  test.each(IDS)('a conversation is known by an id that is %s', async (_kind, conversation) => {
    useLedger(ledger());
    for (let turn = 0; turn < 2; turn++) await runTurn({ agent, conversation: conversation as string }, () => turn);
    expect(turns()[1]).toLinkTo(turns()[0] as never, { relation: 'turn' });
    expect(String(turns()[0]?.attributes['gen_ai.conversation.id']).length).toBeLessThan(257);
  });

  test('long ids that begin alike are different conversations', async () => {
    useLedger(ledger());
    for (const end of ['a', 'b', '\ud800', '\ud801'])
      await runTurn({ agent, conversation: 'x'.repeat(500) + end }, () => undefined);
    expect(turns().flatMap(({ links }) => links)).toEqual([]);
    expect(new Set(turns().map(({ attributes }) => attributes['gen_ai.conversation.id'])).size).toBe(4);
  });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['empty', ''],
  ['NaN', NaN],
  ['an object', { id: 1 }],
  ['a symbol', Symbol('x')],
])('a turn whose conversation is %s runs without the ledger, and that is reported once', async (_, conversation) => {
  const reports = recordReports();
  const open = jest.fn();
  useLedger({ open, start: open, finish: open, history: open, prune: open });
  class Planner {
    @Turn({ agent, conversation: () => conversation as string })
    async answer(): Promise<string> {
      return 'fine';
    }
  }
  expect(await new Planner().answer()).toBe('fine');
  expect(await new Planner().answer()).toBe('fine');
  expect(open).not.toHaveBeenCalled();
  expect(turns()[0]?.attributes).not.toHaveProperty(['gen_ai.conversation.id']);
  expect(reports.length).toBeLessThan(3);
});

const BROKEN: [string, () => Ledger][] = [
  ['throws', () => ledgerWith({ open: throwIt, start: throwIt, finish: throwIt })],
  ['rejects', () => ledgerWith({ open: () => Promise.reject(new Error('down')) })],
  ['hangs', () => ledgerWith({ open: () => new Promise(() => {}) })],
  ['answers nonsense', () => ledgerWith({ open: () => ({ attempt: 'x', earlier: 7 }) as never })],
  ['hangs at the start', () => ledgerWith({ start: () => new Promise(() => {}) })],
  ['hangs at the end', () => ledgerWith({ finish: () => new Promise(() => {}) })],
];

function throwIt(): never {
  throw new Error('down');
}

describe.each(BROKEN)('With a ledger that %s,', (_, ledger) => {
  beforeEach(() => useLedger(ledger(), { timeout: 20 }));

  test('a turn and a task run as they would without it', async () => {
    expect(await runTurn({ agent, conversation: 'c' }, () => 'fine')).toBe('fine');
    expect(await runTask({ agent, id: 't' }, () => 'done')).toBe('done');
    const error = new Error('mine');
    await expect(runTurn({ agent, conversation: 'c' }, () => Promise.reject(error))).rejects.toBe(error);
    expect(turns()).toHaveLength(3);
  });

  test('a generator runs as it would without it', async () => {
    class Planner {
      @Turn({ agent, conversation: () => 'c' })
      async *answer(): AsyncGenerator<number, string> {
        yield 1;
        return 'end';
      }
    }
    const answer = new Planner().answer();
    expect([await answer.next(), await answer.next()]).toEqual([
      { done: false, value: 1 },
      { done: true, value: 'end' },
    ]);
    expect(turns()).toHaveLength(1);
  });
});

describe.each<[string, () => Ledger]>([
  ['at once', () => new MemoryLedger()],
  ['later', () => asyncLedger()],
])('With a ledger that answers %s, a function that is not async', (_, ledger) => {
  class Planner {
    @Turn({ agent, conversation: () => 'sync' })
    answer(): Promise<string> {
      return Promise.resolve('fine');
    }

    // the types refuse it
    @(Turn({ agent, conversation: () => 'sync' }) as unknown as AnyDecorator)
    count(): number {
      return 7;
    }
  }

  test('returns what it did, and its span has the links as soon as the ledger answers', async () => {
    useLedger(ledger());
    expect(new Planner().count()).toBe(7);
    for (let turn = 0; turn < 2; turn++) expect(await new Planner().answer()).toBe('fine');
    const [, second, third] = turns();
    expect(third).toLinkTo(second as never, { relation: 'turn' });
  });
});

test('options that throw cost what they are for, and are counted', async () => {
  useLedger(new MemoryLedger());
  const counts = recordCounts();
  const broken = (): never => {
    throw new Error('no');
  };
  class Planner {
    @Turn({ agent, conversation: () => 'c', id: broken, handedOverBy: broken, usage: broken, attributes: broken })
    async answer(): Promise<string> {
      return 'fine';
    }
  }
  expect(await new Planner().answer()).toBe('fine');
  expect(runTool({ name: 'x', resultFrom: broken }, () => 1)).toBe(1);
  expect(turns()).toHaveLength(1);
  expect(await counts()).toEqual({ 'spanlink.callback.errors': 5 });
});
