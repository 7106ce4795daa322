/** The ledger in memory: the promises of every ledger, and its bounds. */
import { MemoryLedger } from 'spanlink/workflow';
import { testLedger } from './conformance';
import {
  attemptNames,
  DAY,
  finishAttempt,
  keyOf,
  newRun,
  NOW,
  openingOf,
  startAttempt,
  startedOf,
} from '../fixtures/ledgers';

testLedger(
  'a ledger in memory',
  async () => {
    const ledger = new MemoryLedger();
    return {
      ledger: (options) => (options === undefined ? ledger : new MemoryLedger(options)),
      close: async () => undefined,
    };
  },
  { isAlone: true, numRuns: 500 },
);

describe('A ledger in memory keeps', () => {
  test('up to its limit of runs, and drops the one that was used longest ago', async () => {
    const ledger = new MemoryLedger({ maxRuns: 3 });
    const runs = [newRun(), newRun(), newRun(), newRun(), newRun(), newRun()] as const;
    const kept = (): boolean[] => runs.map(({ workflow, run }) => ledger.history(workflow, run).length > 0);
    for (const run of runs.slice(0, 3)) await finishAttempt(ledger, openingOf(run, 'submit'));
    await finishAttempt(ledger, openingOf(runs[0], 'check'));
    await finishAttempt(ledger, openingOf(runs[3], 'submit'));
    expect(kept()).toEqual([true, false, true, true, false, false]);
    await finishAttempt(ledger, openingOf(runs[2], 'check'));
    await finishAttempt(ledger, openingOf(runs[4], 'submit'));
    expect(kept()).toEqual([false, false, true, true, true, false]);
    await finishAttempt(ledger, openingOf(runs[0], 'submit'));
    await finishAttempt(ledger, openingOf(runs[5], 'submit'));
    expect(kept()).toEqual([true, false, false, false, true, true]);
    expect((await finishAttempt(ledger, openingOf(runs[0], 'submit'))).attempt).toBe(2);
    expect((await finishAttempt(ledger, openingOf(runs[1], 'submit'))).attempt).toBe(1);
  });

  test('up to its limit of attempts of a run: the first, and the newest', async () => {
    const ledger = new MemoryLedger({ maxAttempts: 4 });
    const run = newRun();
    for (const item of ['a', 'b', 'c', 'd', 'e', 'f']) await startAttempt(ledger, openingOf(run, 'check', { item }));
    expect(attemptNames(ledger.history(run.workflow, run.run))).toEqual([
      'check(a)#1',
      'check(d)#1',
      'check(e)#1',
      'check(f)#1',
    ]);
    const { first, last, others } = ledger.open(openingOf(run, 'approve', { stages: ['check'] }));
    expect(attemptNames([first, last])).toEqual(['check(a)#1', 'check(f)#1']);
    // the opening returned the attempt that it then replaced
    expect(attemptNames(others)).toEqual(['check(a)#1', 'check(d)#1', 'check(e)#1', 'check(f)#1']);
    expect(attemptNames(ledger.open(openingOf(run, 'approve', { stages: ['check'] })).others)).toEqual([
      'check(a)#1',
      'check(e)#1',
      'check(f)#1',
    ]);
    await ledger.start(keyOf(openingOf(run, 'check', { item: 'b' })), startedOf());
    expect(attemptNames(ledger.history(run.workflow, run.run))).toEqual([
      'check(a)#1',
      'check(f)#1',
      'approve#1',
      'approve#2',
    ]);
  });

  test('the numbering of stages and items with a kept attempt, and begins anew for others', async () => {
    const ledger = new MemoryLedger({ maxAttempts: 3 });
    const run = newRun();
    for (let number = 1; number <= 9; number++)
      expect((await finishAttempt(ledger, openingOf(run, 'check'))).attempt).toBe(number);
    await finishAttempt(ledger, openingOf(run, 'submit'));
    for (let number = 10; number <= 13; number++)
      expect((await finishAttempt(ledger, openingOf(run, 'check'))).attempt).toBe(number);
    expect((await finishAttempt(ledger, openingOf(run, 'submit'))).attempt).toBe(1);
  });

  test('the remaining attempts at a stage that failed often, once its first failure is forgotten', async () => {
    const ledger = new MemoryLedger({ maxAttempts: 3 });
    const run = newRun();
    ledger.open(openingOf(run, 'submit'));
    await finishAttempt(ledger, openingOf(run, 'check'), 'failed');
    await finishAttempt(ledger, openingOf(run, 'check'), 'failed');
    for (const earlier of [['check#2'], ['check#2'], []])
      expect(attemptNames(ledger.open(openingOf(run, 'check')).earlier)).toEqual(earlier);
    expect(ledger.open(openingOf(run, 'approve', { stages: ['check'] }))).toEqual({
      attempt: 1,
      earlier: [],
      others: [],
    });
  });

  test('the objects that it has returned unchanged', async () => {
    const ledger = new MemoryLedger();
    const opening = openingOf(newRun(), 'submit');
    const key = await startAttempt(ledger, opening);
    const { first } = ledger.open(opening);
    const history = ledger.history(opening.workflow, opening.run);
    ledger.finish(key, { status: 'failed', endedAt: NOW });
    await startAttempt(ledger, opening);
    expect(first?.status).toBe('running');
    expect(history.map(({ status }) => status)).toEqual(['running', 'running']);
  });

  test('everything if it is pruned before an invalid time', async () => {
    const ledger = new MemoryLedger();
    const run = newRun();
    await startAttempt(ledger, openingOf(run, 'submit'));
    expect(ledger.prune(NaN)).toBe(0);
    expect(ledger.history(run.workflow, run.run)).toHaveLength(1);
  });
});

test('a ledger in memory forgets by itself, at most once a minute, what is older than its retention', async () => {
  jest.useFakeTimers({ now: NOW });
  try {
    const ledger = new MemoryLedger({ retentionDays: 1 });
    const run = newRun();
    const kept = (): (string | undefined)[] => attemptNames(ledger.history(run.workflow, run.run));
    await startAttempt(ledger, openingOf(run, 'submit', { startedAt: NOW - DAY - 1 }));
    await startAttempt(ledger, openingOf(run, 'check'));
    expect(kept()).toEqual(['submit#1', 'check#1']);
    jest.setSystemTime(NOW + 60_000);
    await startAttempt(ledger, openingOf(run, 'approve'));
    expect(kept()).toEqual(['check#1', 'approve#1']);
  } finally {
    jest.useRealTimers();
  }
});

test('a ledger in memory goes on to forget when the clock is set back, and not each time', async () => {
  jest.useFakeTimers({ now: NOW });
  try {
    const ledger = new MemoryLedger({ retentionDays: 1 });
    const prune = jest.spyOn(ledger, 'prune');
    const run = newRun();
    await startAttempt(ledger, openingOf(run, 'submit'));
    jest.setSystemTime(NOW - 10 * DAY);
    await startAttempt(ledger, openingOf(run, 'check', { startedAt: NOW - 12 * DAY }));
    await startAttempt(ledger, openingOf(run, 'approve', { startedAt: NOW - 10 * DAY }));
    jest.setSystemTime(NOW - 10 * DAY + 60_000);
    await startAttempt(ledger, openingOf(run, 'notify', { startedAt: NOW - 10 * DAY }));
    expect(attemptNames(ledger.history(run.workflow, run.run))).toEqual(['submit#1', 'approve#1', 'notify#1']);
    expect(prune).not.toHaveBeenCalledTimes(4);
  } finally {
    jest.useRealTimers();
  }
});

test.each([
  ['maxRuns', 0],
  ['maxRuns', NaN],
  ['maxAttempts', 0.5],
  ['maxAttempts', -1],
])('a ledger in memory refuses an invalid bound: %s %p', (name, value) => {
  expect(() => new MemoryLedger({ [name]: value })).toThrow(
    expect.objectContaining({
      name: 'TypeError',
      code: 'ERR_SPANLINK_LEDGER',
      message: expect.stringContaining(name) as string,
    }),
  );
});
