/**
 * A ledger that is down costs one stage its timeout: nobody else waits, one prober asks for all, and nothing is lost.
 */
import { recordSpans } from 'spanlink/testing';
import { type Ledger, MemoryLedger, runStage, useLedger } from 'spanlink/workflow';
import { recordCounts } from '../fixtures/reports';
import { deferred } from '../fixtures/deferred';
import { ledgerWith } from '../fixtures/ledgers';

jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
const recorder = recordSpans();
const count = recordCounts();
beforeEach(async () => {
  // what the test before has left is given up
  await jest.advanceTimersByTimeAsync(120_000);
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

type Fault = (run: string) => unknown;
const hang: Fault = () => new Promise(() => undefined);
const reject: Fault = () => Promise.reject(new Error('the database is down'));
const fail: Fault = () => {
  throw new Error('the database is down');
};

/** A ledger that has a fault, until the test mends it; it writes down the calls that it gets. */
class FaultyLedger {
  fault: Fault | undefined;
  readonly calls: string[] = [];
  readonly memory = new MemoryLedger({ maxRuns: Infinity });
  readonly ledger: Ledger = ledgerWith(
    {
      open: (opening) => this.#call('open', opening, () => this.memory.open(opening)),
      start: (key, started) => this.#call('start', key, () => this.memory.start(key, started)),
      finish: (key, outcome) => this.#call('finish', key, () => this.memory.finish(key, outcome)),
    },
    this.memory,
  );

  constructor(fault?: Fault) {
    this.fault = fault;
    useLedger(this.ledger, { timeout: 1_000 });
  }

  #call<T>(name: string, { run }: { readonly run: string }, answer: () => T): Promise<T> | T {
    this.calls.push(`${name} ${run}`);
    const fault = this.fault?.(run);
    return fault === undefined ? answer() : (fault as Promise<T>);
  }

  statusOf(run: string | number): string | undefined {
    return this.memory.history('loan', String(run))[0]?.status;
  }
}

const stageOf = (run: string | number) => ({ workflow: 'loan', run, stage: 'submit' });
const run = (name: string | number): Promise<string> => runStage(stageOf(name), () => 'done');

/** Whether a stage ends without any time passing. */
async function endsAtOnce(work: Promise<unknown>): Promise<boolean> {
  let ended = false;
  void work.then(() => (ended = true));
  await jest.advanceTimersByTimeAsync(0);
  return ended;
}

const unavailable = () =>
  recorder.spans.filter(({ attributes }) => attributes['spanlink.ledger.unavailable'] === true).length;

describe.each<[string, Fault]>([
  ['hangs', hang],
  ['rejects', reject],
  ['throws', fail],
])('A ledger that %s', (_, fault) => {
  test('holds the stage that finds it out for its timeout, and no other', async () => {
    new FaultyLedger(fault);
    const first = run('first');
    await jest.advanceTimersByTimeAsync(999);
    expect(await endsAtOnce(first)).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    await first;
    for (let n = 0; n < 10; n++) expect(await endsAtOnce(run(n))).toBe(true);
    expect(unavailable()).toBe(11);
  });

  test('is asked by one prober for 3,000 stages', async () => {
    const faulty = new FaultyLedger(fault);
    const first = run('first');
    await jest.advanceTimersByTimeAsync(1_000);
    await first;
    faulty.calls.length = 0;
    for (let n = 0; n < 3_000; n++) await run(n);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(faulty.calls.length).toBeGreaterThan(0);
    expect(faulty.calls.length).toBeLessThan(15);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(faulty.calls.length).toBeLessThan(20);
  });

  test('gets everything that was queued once it is back, and is waited for again', async () => {
    const faulty = new FaultyLedger(fault);
    const first = run('first');
    await jest.advanceTimersByTimeAsync(1_000);
    await first;
    for (let n = 0; n < 300; n++) await run(n);
    await jest.advanceTimersByTimeAsync(20_000);
    faulty.fault = undefined;
    for (let turn = 0; turn < 1_000; turn++) await jest.advanceTimersByTimeAsync(10);
    expect(faulty.statusOf('first')).toBe('completed');
    for (let n = 0; n < 300; n++) expect(faulty.statusOf(n)).toBe('completed');
    recorder.reset();
    await run('after');
    expect(unavailable()).toBe(0);
    expect(await counts()).toEqual({});
  });

  test('leaves nothing behind after a minute', async () => {
    const timers = jest.getTimerCount();
    new FaultyLedger(fault);
    const first = run('first');
    await jest.advanceTimersByTimeAsync(1_000);
    await first;
    for (let n = 0; n < 20; n++) await run(n);
    await jest.advanceTimersByTimeAsync(70_000);
    expect(await counts()).toEqual({ 'spanlink.ledger.lost': 21 });
    expect(jest.getTimerCount()).toBe(timers);
  });

  test('that was silent for long is asked by the next stage, which does not wait for it', async () => {
    const faulty = new FaultyLedger(fault);
    const first = run('first');
    await jest.advanceTimersByTimeAsync(100_000);
    await first;
    faulty.fault = undefined;
    expect(await endsAtOnce(run('second'))).toBe(true);
    await jest.advanceTimersByTimeAsync(50);
    expect(faulty.statusOf('second')).toBe('completed');
    recorder.reset();
    await run('third');
    expect(unavailable()).toBe(0);
  });
});

test('The stages that are waiting when it goes down wait for their timeout each, once', async () => {
  const faulty = new FaultyLedger(reject);
  const running = Array.from({ length: 5 }, (_, n) => run(n));
  await jest.advanceTimersByTimeAsync(0);
  faulty.fault = undefined;
  await jest.advanceTimersByTimeAsync(60);
  await jest.advanceTimersByTimeAsync(0);
  await Promise.all(running);
  expect(unavailable()).toBe(0);
});

test('An answer to anybody is enough: the next stage waits again', async () => {
  const faulty = new FaultyLedger();
  const answer = deferred();
  faulty.fault = (name) =>
    name === 'slow'
      ? answer.promise.then(() =>
          faulty.memory.open({ ...stageOf('slow'), run: 'slow', item: '', process: 'p', startedAt: 0, stages: [] }),
        )
      : undefined;
  const slow = run('slow');
  await jest.advanceTimersByTimeAsync(1_000);
  await slow;
  expect(await endsAtOnce(run('queued'))).toBe(true);
  expect(unavailable()).toBe(2);
  faulty.fault = undefined;
  answer.resolve();
  await jest.advanceTimersByTimeAsync(0);
  await run('next');
  expect(recorder.spans.at(-1)?.attributes).not.toHaveProperty(['spanlink.ledger.unavailable']);
  expect(faulty.statusOf('queued')).toBe('completed');
});

test('A call that hangs does not stand for the others', async () => {
  const faulty = new FaultyLedger(hang);
  const first = run('first');
  await jest.advanceTimersByTimeAsync(1_000);
  await first;
  faulty.fault = undefined;
  await run('second');
  await jest.advanceTimersByTimeAsync(100);
  expect(faulty.statusOf('second')).toBe('completed');
  recorder.reset();
  await run('third');
  expect(unavailable()).toBe(0);
});

test('A write that always fails does not stand for the others, and is lost alone', async () => {
  const faulty = new FaultyLedger((name) => (name === 'bad' ? reject(name) : undefined));
  const bad = run('bad');
  await jest.advanceTimersByTimeAsync(1_000);
  await bad;
  await run(0);
  await jest.advanceTimersByTimeAsync(3_000);
  await run(1);
  await jest.advanceTimersByTimeAsync(3_000);
  recorder.reset();
  for (let n = 2; n < 20; n++) {
    await run(n);
    await jest.advanceTimersByTimeAsync(1_000);
  }
  expect(unavailable()).toBe(0);
  for (let n = 0; n < 20; n++) expect(faulty.statusOf(n)).toBe('completed');
  await jest.advanceTimersByTimeAsync(60_000);
  expect(await counts()).toEqual({ 'spanlink.ledger.lost': 1 });
});

test('A ledger that goes down again while it is written to is asked by one prober again', async () => {
  const faulty = new FaultyLedger(reject);
  const first = run('first');
  await jest.advanceTimersByTimeAsync(1_000);
  await first;
  for (let n = 0; n < 500; n++) await run(n);
  let answers = 50;
  faulty.fault = (name) => (answers-- > 0 ? undefined : reject(name));
  for (let turn = 0; turn < 100; turn++) await jest.advanceTimersByTimeAsync(30);
  faulty.calls.length = 0;
  await jest.advanceTimersByTimeAsync(20_000);
  expect(faulty.calls.length).toBeLessThan(20);
  faulty.fault = undefined;
  for (let turn = 0; turn < 600; turn++) await jest.advanceTimersByTimeAsync(10);
  for (let n = 0; n < 500; n++) expect(faulty.statusOf(n)).toBe('completed');
  expect(await counts()).toEqual({});
});

test('As many attempts are kept as memory allows, and the others are counted as lost', async () => {
  const faulty = new FaultyLedger(reject);
  const first = run('first');
  await jest.advanceTimersByTimeAsync(1_000);
  await first;
  for (let n = 1; n < 10_100; n++) await run(n);
  expect(await counts()).toEqual({ 'spanlink.ledger.lost': 100 });
  await jest.advanceTimersByTimeAsync(90_000);
  expect(await counts()).toEqual({ 'spanlink.ledger.lost': 10_000 });
  faulty.fault = undefined;
});

test('Each ledger has a breaker of its own', async () => {
  new FaultyLedger(hang);
  const first = run('first');
  await jest.advanceTimersByTimeAsync(1_000);
  await first;
  recorder.reset();
  new FaultyLedger();
  await run('second');
  expect(unavailable()).toBe(0);
});

test('What is written on behalf of a stage is written in its context', async () => {
  const faulty = new FaultyLedger();
  const inner = deferred();
  const running = runStage({ ...stageOf(7), stage: 'outer' }, async () => {
    faulty.fault = hang;
    const probe = run('probe');
    await jest.advanceTimersByTimeAsync(1_000);
    await probe;
    const called = runStage({ ...stageOf(7), stage: 'inner', root: true }, () => inner.promise);
    await jest.advanceTimersByTimeAsync(0);
    faulty.fault = undefined;
    await jest.advanceTimersByTimeAsync(100);
    inner.resolve();
    await called;
  });
  await running;
  const [outer, called] = ['loan.outer', 'loan.inner'].map((name) => recorder.span(name));
  expect(called?.links.map(({ attributes }) => attributes?.['spanlink.relation']).sort()).toEqual(['caller', 'origin']);
  expect(called).toLinkTo(outer as never, { relation: 'caller' });
});
