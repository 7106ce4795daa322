/** `historyOf`: a run as its ledger knows it. */
import { formatLink } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { historyOf, MemoryLedger, type PastAttempt, useLedger } from 'spanlink/workflow';
import { attemptElsewhere, attemptOf, ledgerWith } from '../fixtures/ledgers';
import { recordCounts } from '../fixtures/reports';
import { cause } from '../fixtures/spans';
import { application, Loan } from './loan';

const recorder = recordSpans();
let ledger = new MemoryLedger();
const loan = new Loan();
beforeEach(() => {
  recorder.reset();
  useLedger((ledger = new MemoryLedger()));
});
afterAll(() => recorder.stop());

const found = ({ stage, item, attempt }: PastAttempt): string => `${stage}${item && ` ${item}`} ${attempt}`;

test('historyOf returns all attempts in order, with status, times, error and span', async () => {
  const seven = application(1);
  const before = Date.now();
  await loan.submit(seven);
  await loan.underwrite(seven).catch(() => undefined);
  await loan.underwrite(seven);
  const { workflow, run, attempts } = await historyOf('loan', seven.id);
  expect({ workflow, run }).toEqual({ workflow: 'loan', run: seven.id });
  expect(attempts.map(({ stage, attempt, status, error }) => [stage, attempt, status, error])).toEqual([
    ['submit', 1, 'completed', undefined],
    ['underwrite', 1, 'failed', 'the bureau is down'],
    ['underwrite', 2, 'completed', undefined],
  ]);
  expect(attempts.map(({ spanContext }) => spanContext && formatLink(spanContext))).toEqual(
    recorder.spans.map((span) => formatLink(span.spanContext())),
  );
  for (const { startedAt, endedAt } of attempts) {
    expect(startedAt).toBeGreaterThanOrEqual(before);
    expect(endedAt).toBeGreaterThanOrEqual(startedAt);
  }
});

test('each link in a history has its relation, and the attempt that it points to', async () => {
  const seven = application(1);
  await loan.submit(seven);
  await loan.underwrite(seven).catch(() => undefined);
  await loan.underwrite(seven);
  await loan.check(seven, 'fraud');
  await loan.approve(seven);
  const { attempts } = await historyOf('loan', seven.id);
  const links = attempts.map((attempt) => [
    found(attempt),
    attempt.links.map((link) => `${link.relation} ${link.attempt && found(link.attempt)}`),
  ]);
  expect(links).toEqual([
    ['submit 1', []],
    ['underwrite 1', ['previous submit 1', 'origin submit 1']],
    ['underwrite 2', ['retry_of underwrite 1', 'previous submit 1', 'origin submit 1']],
    ['check fraud 1', ['previous submit 1', 'origin submit 1']],
    ['approve 1', ['previous underwrite 2', 'previous check fraud 1', 'origin submit 1']],
  ]);
  const { attempts: again } = await historyOf('loan', seven.id);
  expect(again[1]?.links[0]?.attempt).toBe(again[0]);
});

test('a link to a span outside of the run has a context, and no attempt', async () => {
  const seven = application();
  const { attempt } = ledger.open({
    workflow: 'loan',
    run: seven.id,
    stage: 'submit',
    item: '',
    process: 'p',
    startedAt: 0,
    stages: [],
    origin: { traceparent: `00-${formatLink(cause(0))}-01`, relation: 'origin' },
  });
  expect(attempt).toBe(1);
  await loan.underwrite(seven);
  const { attempts } = await historyOf('loan', seven.id);
  expect(attempts[1]?.links).toMatchObject([
    { relation: 'origin', context: { traceId: cause(0).traceId }, attempt: undefined },
  ]);
});

test('an unfinished attempt has no end, and one that never started has no span', async () => {
  const counts = recordCounts();
  const seven = application();
  await attemptElsewhere(ledger, { workflow: 'loan', run: seven.id, stage: 'submit', item: '' }, 0);
  ledger.open({ workflow: 'loan', run: seven.id, stage: 'notify', item: '', process: 'p', startedAt: 0, stages: [] });
  const { attempts } = await historyOf('loan', seven.id);
  expect(attempts.map(({ status, endedAt, spanContext }) => [status, endedAt, spanContext?.traceId])).toEqual([
    ['running', undefined, cause(0).traceId],
    ['running', undefined, undefined],
  ]);
  expect(await counts()).toEqual({});
});

test('an unknown run has no attempts', async () => {
  await expect(historyOf('loan', 'unknown')).resolves.toEqual({ workflow: 'loan', run: 'unknown', attempts: [] });
});

test('historyOf takes a run that is a number', async () => {
  await expect(historyOf('loan', 7)).resolves.toMatchObject({ run: '7' });
});

test('historyOf may read another ledger than the one in use', async () => {
  const other = ledgerWith({
    history: async () => [
      attemptOf(0),
      attemptOf(1, {
        stage: 'underwrite',
        links: [{ traceparent: `00-${formatLink(cause(0))}-01`, relation: 'previous' }],
      }),
    ],
  });
  const { attempts } = await historyOf('loan', '7', other);
  expect(attempts[1]?.links[0]?.attempt).toBe(attempts[0]);
});

test('attempts with one span id in two traces are two targets of links', async () => {
  const one = { traceparent: `00-${'a'.repeat(32)}-${'c'.repeat(16)}-01` };
  const other = { traceparent: `00-${'b'.repeat(32)}-${'c'.repeat(16)}-01` };
  const kept = [attemptOf(0, one), attemptOf(1, other), attemptOf(2, { links: [{ ...one, relation: 'previous' }] })];
  const { attempts } = await historyOf('loan', '7', ledgerWith({ history: () => kept }));
  expect(attempts[2]?.links[0]?.attempt).toBe(attempts[0]);
});

test('historyOf rejects if the ledger does', async () => {
  const error = new Error('the database is gone');
  await expect(historyOf('loan', '7', ledgerWith({ history: () => Promise.reject(error) }))).rejects.toBe(error);
});
