/** A ledger that never comes back: after a minute nothing is retried, and losses are counted, and reported once. */
import { recordSpans } from 'spanlink/testing';
import { runStage, useLedger } from 'spanlink/workflow';
import { ledgerWith } from '../fixtures/ledgers';
import { recordCounts, recordReports } from '../fixtures/reports';
import { forgetTold } from '../fixtures/told';

jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
const recorder = recordSpans();
const reports = recordReports();
const count = recordCounts();
beforeEach(async () => {
  forgetTold();
  reports.length = 0;
  recorder.reset();
  await counts();
});
afterAll(() => recorder.stop());

/** The exporter of metrics waits for a timer. */
async function counts(): Promise<Record<string, number>> {
  const counted = count();
  await jest.advanceTimersByTimeAsync(0);
  return counted;
}

const submit = { workflow: 'loan', run: 7, stage: 'submit' };
const ways: [string, () => never | Promise<never>][] = [
  [
    'throws',
    () => {
      throw new Error('the database is gone');
    },
  ],
  ['rejects', () => Promise.reject(new Error('the database is gone'))],
  ['hangs', () => new Promise(() => undefined)],
  [
    'throws as it is awaited',
    () =>
      ({
        then: () => {
          throw new Error('the database is gone');
        },
      }) as unknown as Promise<never>,
  ],
];

describe.each(['open', 'start', 'finish'] as const)('A call of %s', (method) => {
  test.each(ways)(
    'that always %s is given up after a minute, and the attempt is counted as lost once',
    async (way, fail) => {
      const asked = jest.fn(fail);
      const timers = jest.getTimerCount();
      useLedger(ledgerWith({ [method]: asked }), { timeout: 100 });
      const running = runStage(submit, () => 'done');
      await jest.advanceTimersByTimeAsync(100);
      await expect(running).resolves.toBe('done');
      await jest.advanceTimersByTimeAsync(50_000);
      expect(await counts()).toEqual({});
      await jest.advanceTimersByTimeAsync(10_000);
      expect(await counts()).toEqual({ 'spanlink.ledger.lost': 1 });
      const fault = way === 'hangs' ? 'takes longer than its timeout' : 'failed, and is tried again';
      expect(reports).toEqual([
        `spanlink: ledger ${fault}; meanwhile stages run without it`,
        'spanlink: ledger entries were given up after a minute of trying, and are counted on spanlink.ledger.lost',
      ]);
      const tried = asked.mock.calls.length;
      await jest.advanceTimersByTimeAsync(600_000);
      expect(asked.mock.calls).toHaveLength(tried);
      expect(tried).toBeLessThan(50);
      expect(await counts()).toEqual({});
      expect(jest.getTimerCount()).toBe(timers);
    },
  );
});

test('a reply of a ledger after that minute has no effect', async () => {
  let answer: ((opened: never) => void) | undefined;
  const start = jest.fn();
  useLedger(ledgerWith({ open: () => new Promise((resolve) => (answer = resolve)), start, finish: start }), {
    timeout: 100,
  });
  const running = runStage(submit, () => 'done');
  await jest.advanceTimersByTimeAsync(61_000);
  await running;
  answer?.({ attempt: 1, earlier: [], others: [] } as never);
  await jest.advanceTimersByTimeAsync(0);
  expect(start).not.toHaveBeenCalled();
  expect(recorder.span('loan.submit').attributes).not.toHaveProperty(['spanlink.stage.attempt']);
});

test('a ledger is probed also while one stage comes after the other', async () => {
  const open = jest.fn(() => Promise.reject(new Error('the database is gone')));
  useLedger(ledgerWith({ open }), { timeout: 100 });
  for (let run = 0; run < 100; run++) {
    void runStage({ ...submit, run }, () => 'done');
    await jest.advanceTimersByTimeAsync(20);
  }
  expect(open.mock.calls.length).toBeGreaterThan(4);
});
