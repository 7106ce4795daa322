/** The ledger of the stages, from the start of an application to its shutdown. */
import { sequence } from '../fixtures/patterns';
import { describeOnNest, type RunningApp, useApp } from './harness';

interface Visit {
  readonly answer: string;
  readonly said: readonly string[];
}

interface Loans extends RunningApp {
  /** Starts the application with that ledger, lets it submit a loan, and closes it. */
  visit(name: string): Promise<Visit>;
  start(name: string): Promise<void>;
  shutDown(): Promise<void>;
  submit(run: string): Promise<void>;
  /** Runs a stage that lasts until it is released. */
  wait(run: string): Promise<string>;
  release(): Promise<void>;
  /** True if the application injects the ledger of that name. */
  hasInjected(name: string): Promise<boolean>;
  provideLate(): Promise<void>;
  said(): Promise<string[]>;
  /** The ledgers that have been closed since the last call. */
  closed(): Promise<string[]>;
  /** The number of attempts in the ledger of that name. */
  attempts(name: string): Promise<number>;
  attemptsWhenClosed(): Promise<number>;
}

async function visitAll(app: Loans) {
  return {
    plain: await app.visit('plain'),
    fromFactory: await app.visit('fromFactory'),
    closed: await app.closed(),
    down: await app.visit('down'),
    noLedger: await app.visit('noLedger'),
    unknownOption: await app.visit('unknownOption'),
    wrongTimeout: await app.visit('wrongTimeout'),
    closedUnused: await app.closed(),
    noFactory: await app.visit('noFactory'),
    closingFails: await app.visit('closingFails'),
    twice: await app.visit('twice'),
  };
}

async function shutDownWhileBusy(app: Loans) {
  await app.start('busy');
  const waiting = app.wait('L1');
  await app.shutDown();
  await app.release();
  return { stage: await waiting, order: await app.closed(), injected: await app.hasInjected('busy') };
}

/** Lets the ledger be there when the application has started. */
async function provideLate(app: Loans) {
  await app.start('late');
  await app.submit('L1');
  const before = await app.attempts('late');
  await app.provideLate();
  await app.submit('L1');
  await app.shutDown();
  return { before, after: await app.attempts('late'), said: await app.said() };
}

describeOnNest('LedgerModule', (nest) => {
  const app = useApp(nest, 'module-ledger', {}, async (running: Loans) => ({
    ...(await visitAll(running)),
    busy: await shutDownWhileBusy(running),
    drained: await running.visit('draining').then(() => running.attemptsWhenClosed()),
    late: await provideLate(running),
    attempts: [
      await running.attempts('plain'),
      await running.attempts('fromFactory'),
      await running.attempts('first'),
      await running.attempts('second'),
    ],
  }));

  test('records the stages in its ledger, and lets providers inject it', () => {
    expect(app.results.plain).toEqual({ answer: 'with', said: [] });
    expect(app.results.fromFactory).toEqual({ answer: 'with', said: [] });
    expect(app.results.attempts).toEqual([1, 1, 1, 0]);
  });

  test('closes the ledger once, when the application shuts down', () => {
    expect(app.results.closed).toEqual(['after 7 days']);
  });

  test('closes a ledger that it cannot use', () => {
    expect(app.results.closedUnused).toEqual(['unused']);
  });

  test('closes the ledger last, when the remaining work of the other modules is recorded', () => {
    expect(app.results.drained).toBe(2);
  });

  test('lets a running stage come to its end', () => {
    expect(app.results.busy).toEqual({ stage: 'waited', order: ['closed'], injected: true });
  });

  test.each([
    [
      'down',
      'without',
      sequence(
        /^Spanlink warn: The ledger of LedgerModule could not be used\. /,
        /The application starts.*\(Error: connect ECONNREFUSED\)$/,
      ),
    ],
    ['noLedger', 'without', /could not be used.*It needs the methods open, start, finish, history, prune/],
    ['unknownOption', 'with', /^Spanlink warn: LedgerModule has no option `timeOut`, which was left out\.$/],
    ['wrongTimeout', 'without', /could not be used.*timeout is a number of milliseconds above 0; it got -1/],
    ['noFactory', 'without', /could not be used.*it was given no factory/],
    ['closingFails', 'with', /^Spanlink warn: The ledger could not be closed\. \(Error: closed already\)$/],
    ['twice', 'with', /^Spanlink warn: LedgerModule was imported more than once; the first import counts/],
  ])('reports one problem, and works: %s', (name, answer, message) => {
    expect((app.results as Record<string, unknown>)[name]).toEqual({ answer, said: [expect.stringMatching(message)] });
  });

  test('uses a late ledger as soon as it is there', () => {
    expect(app.results.late).toEqual({
      before: 0,
      after: 1,
      said: [
        expect.stringMatching(/was not there after 1 ms/),
        expect.stringMatching(/is there, and is used from now on/),
      ],
    });
  });
});
