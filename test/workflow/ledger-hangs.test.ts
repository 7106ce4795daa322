/** A ledger that hangs is given a bounded time, and then the stage runs without it, and says so. */
import { INVALID_SPAN_CONTEXT, type Span, trace, type Tracer } from '@opentelemetry/api';
import { recordSpans } from 'spanlink/testing';
import { type Ledger, MemoryLedger, runStage, useLedger } from 'spanlink/workflow';
import { asyncLedger, ledgerWith } from '../fixtures/ledgers';
import { recordReports } from '../fixtures/reports';
import { application, Loan } from './loan';

jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
const recorder = recordSpans();
const reports = recordReports();
const loan = new Loan();
const hang = (): Promise<never> => new Promise(() => undefined);
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

/** Resolves to true if the promise has settled by now. */
async function hasEnded(work: Promise<unknown>): Promise<boolean> {
  let ended = false;
  void work.then(() => (ended = true));
  await jest.advanceTimersByTimeAsync(0);
  return ended;
}

test('the body waits for the ledger no longer than the timeout, and so does the result after it', async () => {
  useLedger(ledgerWith({ open: hang }), { timeout: 300 });
  const running = loan.submit(application());
  await jest.advanceTimersByTimeAsync(299);
  expect(await hasEnded(running)).toBe(false);
  expect(recorder.unfinished).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  expect(await hasEnded(running)).toBe(true);
  expect(recorder.span('Loan.submit').attributes).toMatchObject({
    'spanlink.ledger.unavailable': true,
    'spanlink.workflow.name': 'loan',
  });
  expect(recorder.span('Loan.submit').attributes).not.toHaveProperty(['spanlink.stage.attempt']);
});

test('the timeout is a second by default', async () => {
  useLedger(ledgerWith({ open: hang }));
  const running = loan.submit(application());
  await jest.advanceTimersByTimeAsync(999);
  expect(await hasEnded(running)).toBe(false);
  await jest.advanceTimersByTimeAsync(1);
  expect(await hasEnded(running)).toBe(true);
});

test('a ledger that hangs when the span has started delays the body by the timeout, and the span says so', async () => {
  const memory = new MemoryLedger();
  useLedger(ledgerWith({ start: hang }, memory), { timeout: 300 });
  const running = loan.submit(application());
  await jest.advanceTimersByTimeAsync(300);
  expect(await hasEnded(running)).toBe(true);
  expect(recorder.span('Loan.submit').attributes).toMatchObject({
    'spanlink.ledger.unavailable': true,
    'spanlink.stage.attempt': 1,
  });
});

test('a ledger that hangs at the end delays the result by the timeout, but not the span', async () => {
  useLedger(ledgerWith({ finish: hang }), { timeout: 300 });
  const running = loan.submit(application());
  await jest.advanceTimersByTimeAsync(0);
  expect(recorder.span('Loan.submit').attributes).not.toHaveProperty(['spanlink.ledger.unavailable']);
  expect(await hasEnded(running)).toBe(false);
  await jest.advanceTimersByTimeAsync(300);
  expect(await hasEnded(running)).toBe(true);
});

test('a ledger that answers in time leaves no mark', async () => {
  useLedger(new MemoryLedger());
  await loan.submit(application());
  expect(recorder.span('Loan.submit').attributes).not.toHaveProperty(['spanlink.ledger.unavailable']);
});

test('a ledger that answers leaves no timer that would keep the process', async () => {
  const timers = jest.getTimerCount();
  useLedger(asyncLedger());
  await loan.submit(application());
  expect(jest.getTimerCount()).toBe(timers);
});

test('the hanging ledger was reported once', () => {
  expect(reports).toEqual([expect.stringContaining('spanlink: ledger takes longer than its timeout')]);
});

test('a timeout that timers cannot wait is the longest that they can', async () => {
  const start = jest.spyOn(globalThis, 'setTimeout');
  useLedger(asyncLedger(), { timeout: 2 ** 40 });
  const running = loan.submit(application());
  await jest.advanceTimersByTimeAsync(0);
  await running;
  expect(Math.max(...start.mock.calls.map(([, milliseconds]) => milliseconds ?? 0))).toBe(2 ** 31 - 1);
  start.mockRestore();
});

test('the ledger is told of all attempts of a process by one id, which is unique', async () => {
  const memory = new MemoryLedger();
  const open = jest.fn<ReturnType<Ledger['open']>, Parameters<Ledger['open']>>((opening) => memory.open(opening));
  useLedger(ledgerWith({ open }, memory));
  await loan.submit(application());
  await loan.submit(application());
  const [one, other] = open.mock.calls.map(([{ process }]) => process);
  expect(one).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(other).toBe(one);
});

test('the process stays alive while a stage waits for the ledger, and not for what is written later', async () => {
  const start = jest.spyOn(globalThis, 'setTimeout');
  useLedger(ledgerWith({ open: hang }), { timeout: 300 });
  const running = loan.submit(application());
  await jest.advanceTimersByTimeAsync(300);
  await running;
  const held = start.mock.calls.map(([, after], at) => [
    after,
    (start.mock.results[at]?.value as NodeJS.Timeout).hasRef(),
  ]);
  start.mockRestore();
  expect(held).toContainEqual([300, true]);
  expect(held.filter(([after, isHeld]) => after !== 300 && isHeld === true)).toEqual([]);
});

test('stages whose spans have no valid context are recorded without one', async () => {
  const memory = new MemoryLedger();
  useLedger(memory);
  trace.disable();
  const startSpan = (): Span => trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) as unknown as Tracer });
  const stageOf = (stage: string): Parameters<typeof runStage>[0] => ({ workflow: 'loan', run: 'invalid', stage });
  await expect(runStage(stageOf('outer'), () => runStage(stageOf('inner'), () => 'done'))).resolves.toBe('done');
  expect(memory.history('loan', 'invalid')).toMatchObject([
    { stage: 'outer', status: 'completed', traceparent: undefined },
    { stage: 'inner', status: 'completed', traceparent: undefined },
  ]);
  trace.disable();
});
