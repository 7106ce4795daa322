/** A ledger that comes back in time: late links are added to a span that still runs, and the attempt is recorded. */
import { recordSpans } from 'spanlink/testing';
import { historyOf, type Ledger, MemoryLedger, runStage, useLedger } from 'spanlink/workflow';
import { type Deferred, deferred } from '../fixtures/deferred';
import { ledgerWith } from '../fixtures/ledgers';
import { recordCounts } from '../fixtures/reports';

jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
const recorder = recordSpans();
const counts = recordCounts();
let memory = new MemoryLedger();
let calls: string[] = [];
let gate: Deferred<void> = deferred();
beforeEach(async () => {
  recorder.reset();
  memory = new MemoryLedger();
  calls = [];
  gate = deferred();
  await counts();
});
afterAll(() => recorder.stop());

/** A ledger that records its calls; `change` replaces some of its methods. */
function slow(change: Partial<Ledger>): Ledger {
  const noted: Ledger = ledgerWith(
    {
      open: (opening) => (calls.push('open'), memory.open(opening)),
      start: (key, started) => (calls.push('start'), memory.start(key, started)),
      finish: (key, outcome) => (calls.push('finish'), memory.finish(key, outcome)),
    },
    memory,
  );
  return { ...noted, ...change };
}

const submit = { workflow: 'loan', run: 7, stage: 'submit' };
const underwrite = { workflow: 'loan', run: 7, stage: 'underwrite', after: 'submit' };

test('a ledger that comes back while the body runs adds links and the attempt’s number to its span', async () => {
  useLedger(slow({}));
  await runStage(submit, () => undefined);
  calls = [];
  const done = deferred();
  useLedger(slow({ open: async (opening) => (await gate.promise, calls.push('open'), memory.open(opening)) }), {
    timeout: 100,
  });
  const running = runStage(underwrite, () => done.promise);
  await jest.advanceTimersByTimeAsync(100);
  expect(recorder.unfinished).toHaveLength(1);
  gate.resolve();
  await jest.advanceTimersByTimeAsync(0);
  done.resolve();
  await running;
  const span = recorder.span('loan.underwrite');
  expect(span).toLinkTo(recorder.span('loan.submit'), { relation: 'previous' });
  expect(span).toLinkTo(recorder.span('loan.submit'), { relation: 'origin' });
  expect(span.attributes).toMatchObject({ 'spanlink.ledger.unavailable': true, 'spanlink.stage.attempt': 1 });
  expect(calls).toEqual(['open', 'start', 'finish']);
  const { attempts } = await historyOf('loan', 7);
  expect(attempts[1]).toMatchObject({
    stage: 'underwrite',
    status: 'completed',
    spanContext: { spanId: span.spanContext().spanId },
  });
  expect(attempts[1]?.links.map(({ relation }) => relation)).toEqual(['previous', 'origin']);
});

test('a ledger that comes back after the body records the attempt in order, and leaves the span alone', async () => {
  useLedger(slow({ open: async (opening) => (await gate.promise, calls.push('open'), memory.open(opening)) }), {
    timeout: 100,
  });
  const running = runStage(submit, () => Promise.reject(new Error('failed')));
  void running.catch(() => undefined);
  await jest.advanceTimersByTimeAsync(100);
  await expect(running).rejects.toThrow('failed');
  expect(recorder.span('loan.submit').attributes).toMatchObject({ 'spanlink.ledger.unavailable': true });
  expect(calls).toEqual([]);
  await jest.advanceTimersByTimeAsync(50_000);
  gate.resolve();
  await jest.advanceTimersByTimeAsync(0);
  expect(calls).toEqual(['open', 'start', 'finish']);
  expect(recorder.span('loan.submit').attributes).not.toHaveProperty(['spanlink.stage.attempt']);
  const [attempt] = (await historyOf('loan', 7)).attempts;
  expect(attempt).toMatchObject({
    attempt: 1,
    status: 'failed',
    error: 'failed',
    spanContext: { spanId: recorder.span('loan.submit').spanContext().spanId },
  });
  expect(await counts()).toEqual({});
});

test.each(['open', 'start', 'finish'] as const)(
  '%s that fails for a while is retried until it works',
  async (method) => {
    let failures = 5;
    const good = slow({});
    const failing = (...args: never[]): unknown => {
      if (failures-- > 0) throw new Error('the database is down');
      return (good[method] as (...given: never[]) => unknown)(...args);
    };
    useLedger({ ...good, [method]: failing }, { timeout: 100 });
    const running = runStage(submit, () => 'done');
    await jest.advanceTimersByTimeAsync(200);
    await expect(running).resolves.toBe('done');
    await jest.advanceTimersByTimeAsync(10_000);
    expect(calls).toEqual(['open', 'start', 'finish']);
    expect((await historyOf('loan', 7)).attempts).toMatchObject([{ status: 'completed' }]);
    expect(await counts()).toEqual({});
  },
);

test('a stage waits for a call that is retried in time, and is complete', async () => {
  let failures = 1;
  useLedger(
    slow({
      open: (opening) => {
        if (failures-- > 0) throw new Error('once');
        return memory.open(opening);
      },
    }),
    { timeout: 100 },
  );
  const running = runStage(submit, () => 'done');
  await jest.advanceTimersByTimeAsync(60);
  await expect(running).resolves.toBe('done');
  expect(recorder.span('loan.submit').attributes).toMatchObject({ 'spanlink.stage.attempt': 1 });
  expect(recorder.span('loan.submit').attributes).not.toHaveProperty(['spanlink.ledger.unavailable']);
});

test('stages after the ledger has come back are as ever', async () => {
  useLedger(slow({ open: async (opening) => (await gate.promise, memory.open(opening)) }), { timeout: 100 });
  const first = runStage(submit, () => undefined);
  await jest.advanceTimersByTimeAsync(100);
  await first;
  gate.resolve();
  await jest.advanceTimersByTimeAsync(0);
  await runStage(underwrite, () => undefined);
  expect(recorder.span('loan.underwrite')).toLinkTo(recorder.span('loan.submit'), { relation: 'previous' });
  expect(recorder.span('loan.underwrite').attributes).not.toHaveProperty(['spanlink.ledger.unavailable']);
});
