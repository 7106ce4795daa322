/** A stage that throws what its `isError` does not take for an error suspends itself; the next attempt continues it. */
import { inSpan, Span } from 'spanlink';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { historyOf, MemoryLedger, renderHistory, runStage, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { recordReports } from '../fixtures/reports';
import { asyncLedger } from '../fixtures/ledgers';

const recorder = recordSpans();
const reports = recordReports();
beforeEach(() => {
  recorder.reset();
  reports.length = 0;
});
afterAll(() => recorder.stop());

class Suspension {}
const isError = (thrown: unknown): boolean => !(thrown instanceof Suspension);
const wait = { workflow: 'loan', run: 7, stage: 'wait', isError };
const suspend = (): never => {
  throw new Suspension();
};
const fail = (): never => {
  throw new Error('failed');
};
const relationsOf = (span: FinishedSpan | undefined): unknown[] | undefined =>
  span?.links.map(({ attributes }) => attributes?.['spanlink.relation']);
const statuses = async (): Promise<unknown[]> => (await historyOf('loan', 7)).attempts.map(({ status }) => status);

/** Runs the stage once for each body, and swallows what it throws. */
async function attempts(...bodies: (() => unknown)[]): Promise<readonly FinishedSpan[]> {
  for (const body of bodies) await runStage(wait, body as () => Promise<unknown>).catch(() => undefined);
  return recorder.named('loan.wait');
}

describe.each([
  ['at once', () => new MemoryLedger()],
  ['later', () => asyncLedger()],
])('With a ledger that answers %s', (_, ledger) => {
  beforeEach(() => useLedger(ledger()));

  test.each([
    ['thrown', suspend],
    ['rejected', () => Promise.reject(new Suspension() as Error)],
  ])('an attempt by a %s signal is suspended, without an error', async (_how, body) => {
    const [span] = await attempts(body);
    expect(span?.status.code).toBe(0);
    expect(span?.events).toEqual([]);
    const [attempt] = (await historyOf('loan', 7)).attempts;
    expect(attempt).toMatchObject({ status: 'suspended', endedAt: expect.any(Number) as number });
    expect(attempt?.error).toBeUndefined();
  });

  test('the same signal goes through', async () => {
    const signal = new Suspension();
    await expect(runStage(wait, () => Promise.reject(signal as Error))).rejects.toBe(signal);
  });

  test('the next attempt continues it', async () => {
    const [first, second] = await attempts(suspend, () => undefined);
    expect(second).toLinkTo(first as never, { relation: 'previous' });
    expect(relationsOf(second)).toEqual(['previous', 'origin']);
    expect(await statuses()).toEqual(['suspended', 'completed']);
  });

  test('each of several continues the last one alone', async () => {
    const spans = await attempts(suspend, suspend, suspend, () => undefined);
    for (const [n, span] of spans.slice(1).entries()) {
      expect(span).toLinkTo(spans[n] as never, { relation: 'previous' });
      expect(relationsOf(span)).toEqual(['previous', 'origin']);
    }
  });

  test('a suspended attempt is continued also where other stages ran meanwhile', async () => {
    await attempts(suspend);
    await runStage({ ...wait, stage: 'notify' }, () => undefined);
    const [first, second] = await attempts(() => undefined);
    expect(second).toLinkTo(first as never, { relation: 'previous' });
    expect(second).toLinkTo(recorder.span('loan.notify'), { relation: 'previous' });
  });

  test('it is continued beside the stages that it comes after', async () => {
    const approve = { ...wait, stage: 'approve', after: 'submit' };
    await runStage({ ...wait, stage: 'submit' }, () => undefined);
    await runStage(approve, suspend).catch(() => undefined);
    await runStage(approve, () => undefined);
    const [first, second] = recorder.named('loan.approve');
    expect(second).toLinkTo(first as never, { relation: 'previous' });
    expect(second).toLinkTo(recorder.span('loan.submit'), { relation: 'previous' });
    expect(relationsOf(second)).not.toContain('retry_of');
  });

  test('one that fails after that is retried, and one that is suspended after a failure is continued', async () => {
    const [, failed, retry, next] = await attempts(suspend, fail, suspend, () => undefined);
    expect(retry).toLinkTo(failed as never, { relation: 'retry_of' });
    expect(next).toLinkTo(retry as never, { relation: 'previous' });
    expect(relationsOf(next)).not.toContain('retry_of');
    expect(await statuses()).toEqual(['suspended', 'failed', 'suspended', 'completed']);
  });

  test('once it has completed, nothing is continued', async () => {
    const [, , done, again] = await attempts(
      suspend,
      suspend,
      () => undefined,
      () => undefined,
    );
    expect(again).toLinkTo(done as never, { relation: 'previous' });
    expect(relationsOf(again)).toEqual(['previous', 'origin']);
  });

  test('a dead letter is of those that gave up, and not of one that is suspended', async () => {
    const check = { ...wait, stage: 'check' };
    await runStage({ ...check, item: 'a' }, fail).catch(() => undefined);
    await runStage({ ...check, item: 'b' }, suspend).catch(() => undefined);
    await runStage({ ...wait, stage: 'review', deadLetterOf: 'check' }, () => undefined);
    const [gaveUp, suspended] = recorder.named('loan.check');
    const review = recorder.span('loan.review');
    expect(review).toLinkTo(gaveUp as never, { relation: 'dead_letter_of' });
    expect(review).not.toLinkTo(suspended as never, { relation: 'dead_letter_of' });
  });

  test('isError is asked once for each value that is thrown', async () => {
    const asked = jest.fn(() => false);
    await runStage({ ...wait, isError: asked }, suspend).catch(() => undefined);
    expect(asked).toHaveBeenCalledTimes(1);
    await runStage({ ...wait, isError: asked }, () => undefined);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test.each<[string, unknown]>([
    ['true', true],
    ['nothing', undefined],
    ['null', null],
    ['a text', ''],
    ['a promise', Promise.resolve(false)],
  ])('one that gives %s has found an error', async (_what, answer) => {
    await runStage({ ...wait, isError: () => answer as boolean }, suspend).catch(() => undefined);
    expect(recorder.span('loan.wait').status.code).toBe(2);
    expect(await statuses()).toEqual(['failed']);
  });

  test('one that throws has found an error, and is asked once', async () => {
    const asked = jest.fn(fail);
    await runStage({ ...wait, run: 7, isError: asked }, suspend).catch(() => undefined);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(recorder.span('loan.wait').status.code).toBe(2);
    expect(await statuses()).toEqual(['failed']);
  });
});

test('isError is asked also where the span has not seen what was thrown', async () => {
  useLedger(new MemoryLedger());
  class Query<T> extends Promise<T> {}
  await runStage(wait, () => Query.reject(new Suspension())).catch(() => undefined);
  expect(await statuses()).toEqual(['suspended']);
});

test('isError of @Stage and of a @Span beside it gets the arguments, and the instance', async () => {
  useLedger(new MemoryLedger());
  @Workflow({ name: 'loan', run: () => 7 })
  class Loan {
    readonly signals = [undefined, null, 'later'];

    @Stage({
      isError(this: Loan, thrown: unknown, index: number) {
        return thrown !== this.signals[index];
      },
    })
    async wait(index: number): Promise<void> {
      throw this.signals[index] as never;
    }

    @Stage()
    @Span({ isError: (thrown: unknown) => thrown !== 'later' })
    async other(): Promise<void> {
      throw 'later';
    }
  }
  const loan = new Loan();
  for (const index of [0, 1, 2]) await loan.wait(index).catch(() => undefined);
  await loan.other().catch(() => undefined);
  expect(await statuses()).toEqual(['suspended', 'suspended', 'suspended', 'suspended']);
});

test('a stage whose inner stage is suspended is suspended itself where it takes that for a signal, too', async () => {
  useLedger(new MemoryLedger());
  const outer = runStage({ ...wait, stage: 'outer' }, () => inSpan('helper', () => runStage(wait, suspend)));
  await expect(outer).rejects.toBeInstanceOf(Suspension);
  expect(await statuses()).toEqual(['suspended', 'suspended']);
});

test('the history shows it, and any state that a later version writes', async () => {
  const ledger = new MemoryLedger();
  useLedger(ledger);
  await attempts(suspend, () => undefined);
  const drawn = renderHistory(await historyOf('loan', 7));
  expect(drawn.split('\n').slice(0, 4)).toEqual([
    'loan 7',
    '└─ wait',
    expect.stringMatching(/^ {3}├─ 1 {2}‖ \d+ ms$/),
    expect.stringMatching(/^ {3}└─ 2 {2}✓ \d+ ms$/),
  ]);
  const { attempts: kept, ...run } = await historyOf('loan', 7);
  const later = kept.map((attempt) => ({ ...attempt, status: 'paused' as never }));
  expect(renderHistory({ ...run, attempts: later })).toContain('1  ? ');
});
