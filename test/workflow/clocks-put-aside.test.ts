/** Tests fake timers, and put the real ones back: a ledger's writes and probes survive that, at any time. */
import { type Clock, withGlobal } from '@sinonjs/fake-timers';
import { recordSpans } from 'spanlink/testing';
import { type Ledger, MemoryLedger, useLedger } from 'spanlink/workflow';
import { deferred } from '../fixtures/deferred';
import { ledgerWith } from '../fixtures/ledgers';
import { application, Loan } from './loan';

const TIMEOUT = 300;
const recorder = recordSpans();
const loan = new Loan();
const clocks: Clock[] = [];
beforeEach(() => recorder.reset());
afterEach(() => clocks.splice(0).forEach((clock) => clock.uninstall()));
afterAll(() => recorder.stop());

function fakeTimers(): Clock {
  const clock = withGlobal(globalThis).install({ toFake: ['setTimeout', 'clearTimeout'] });
  clocks.push(clock);
  return clock;
}

/** Lets everything run that waits for no timer. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
}

test('a write that was answered under another clock does not seem late to the timer of the one before', async () => {
  const answer = deferred<undefined>();
  const memory = new MemoryLedger();
  useLedger(ledgerWith({ start: (key, started) => answer.promise.then(() => memory.start(key, started)) }, memory), {
    timeout: TIMEOUT,
  });
  const clock = fakeTimers();
  const running = loan.submit(application());
  await settle();
  // as that of another clock, which does not know the timer
  jest.spyOn(globalThis, 'clearTimeout').mockImplementation(() => undefined);
  answer.resolve(undefined);
  await running;
  jest.restoreAllMocks();
  await clock.tickAsync(TIMEOUT);
  await loan.submit(application());
  for (const { attributes } of recorder.named('Loan.submit'))
    expect(attributes).not.toHaveProperty(['spanlink.ledger.unavailable']);
  expect(recorder.named('Loan.submit')).toHaveLength(2);
});

test('late writes are made although the clock that was to call for them was put aside', async () => {
  const memory = new MemoryLedger();
  let isDown = true;
  const open: Ledger['open'] = (opening) => {
    if (isDown) throw new Error('the database is down');
    return memory.open(opening);
  };
  useLedger(ledgerWith({ open }, memory), { timeout: TIMEOUT });
  const [first, second] = [application(), application()];
  const clock = fakeTimers();
  const running = loan.submit(first);
  await clock.tickAsync(TIMEOUT - 1);
  await clock.tickAsync(1);
  await running;
  clock.uninstall();
  isDown = false;
  const next = fakeTimers();
  await loan.submit(second);
  await next.tickAsync(5_000);
  await settle();
  for (const { id } of [first, second])
    expect((await memory.history('loan', id)).map(({ status }) => status)).toEqual(['completed']);
});

test('a clock whose timers are numbers, as those of browsers are, changes nothing', async () => {
  const clock = fakeTimers();
  const { setTimeout: fake } = globalThis;
  jest
    .spyOn(globalThis, 'setTimeout')
    .mockImplementation(((...args: Parameters<typeof fake>) => Number(fake(...args))) as typeof setTimeout);
  useLedger(ledgerWith({ open: () => new Promise(() => undefined) }), { timeout: TIMEOUT });
  const running = loan.submit(application());
  await clock.tickAsync(TIMEOUT);
  await running;
  jest.restoreAllMocks();
  expect(recorder.span('Loan.submit').attributes).toMatchObject({ 'spanlink.ledger.unavailable': true });
});
