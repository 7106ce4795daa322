/** A ledger that returns nonsense: the stage runs without it, adds no wrong link, and reports it. */
import { recordSpans } from 'spanlink/testing';
import { type Opened, runStage, useLedger } from 'spanlink/workflow';
import { attemptOf, ledgerWith } from '../fixtures/ledgers';
import { recordCounts, recordReports } from '../fixtures/reports';
import { cause, linkTargets } from '../fixtures/spans';
import { hostile, throwing } from '../fixtures/hostile-inputs';

const recorder = recordSpans();
const reports = recordReports();
const counts = recordCounts();
beforeEach(async () => {
  recorder.reset();
  await counts();
});
afterAll(() => recorder.stop());

const submit = { workflow: 'loan', run: 7, stage: 'submit' };
const good: Opened = { attempt: 2, earlier: [], others: [] };

const nonsense: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['an empty object', {}],
  ['a text', 'opened'],
  ['no lists', { attempt: 1 }],
  ['lists that are none', { attempt: 1, earlier: 7, others: 'many' }],
  ['lists of nothing', { attempt: 1, earlier: [null], others: [undefined] }],
  ['no number', { ...good, attempt: undefined }],
  ['a number below one', { ...good, attempt: -1 }],
  ['zero', { ...good, attempt: 0 }],
  ['half a number', { ...good, attempt: 1.5 }],
  ['a number that is a text', { ...good, attempt: '1' }],
  ['fields that throw', throwing('attempt', 'earlier', 'others')],
  ['lists that cannot be read', { attempt: 1, earlier: hostile, others: hostile }],
];

describe.each([
  ['at once', (value: unknown) => value],
  ['later', async (value: unknown) => value],
])('A ledger that answers %s', (_, give) => {
  test.each(nonsense)('with %s lets the stage run without it, once, and at once', async (_what, opened) => {
    const open = jest.fn(() => give(opened) as never);
    const write = jest.fn();
    useLedger(ledgerWith({ open, start: write, finish: write }));
    await expect(runStage(submit, () => 'done')).resolves.toBe('done');
    expect(open).toHaveBeenCalledTimes(1);
    expect(write).not.toHaveBeenCalled();
    const span = recorder.span('loan.submit');
    expect(span).toHaveLinkCount(0);
    expect(span.attributes).toMatchObject({ 'spanlink.ledger.unavailable': true });
    expect(span.attributes).not.toHaveProperty(['spanlink.stage.attempt']);
    expect(await counts()).toEqual({ 'spanlink.ledger.lost': 1 });
  });
});

test('the nonsense of a ledger is reported once', () => {
  expect(reports).toEqual([expect.stringContaining('spanlink: ledger answers cannot be read')]);
});

test.each<[string, unknown]>([
  ['no traceparent', 'nonsense'],
  ['zero ids', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`],
  ['a number', 7],
  ['an object', {}],
  ['a megabyte', 'a'.repeat(2 ** 20)],
])('an attempt whose traceparent is %s gives no link, and is counted', async (_, traceparent) => {
  useLedger(
    ledgerWith({
      open: () => ({ ...good, last: attemptOf(1, { traceparent: traceparent as string }), first: attemptOf(0) }),
    }),
  );
  await runStage(submit, () => undefined);
  const span = recorder.span('loan.submit');
  expect(span).toHaveLinkCount(1);
  expect(span).toLinkTo(cause(0), { relation: 'origin' });
  expect(span.attributes).toMatchObject({ 'spanlink.stage.attempt': 2 });
  expect(await counts()).toEqual({ 'spanlink.links.unreadable': 1 });
});

test('an invalid trace state costs nothing but itself', async () => {
  useLedger(ledgerWith({ open: () => ({ ...good, last: attemptOf(1, { tracestate: '\u0000;;==' }) }) }));
  await runStage(submit, () => undefined);
  expect(recorder.span('loan.submit')).toLinkTo(cause(1));
});

test('a stage that comes after 100,000 attempts is linked to all of them', async () => {
  const others = Array.from({ length: 100_000 }, (_, n) => attemptOf(n));
  useLedger(ledgerWith({ open: () => ({ ...good, others }), start: () => undefined }));
  await runStage({ ...submit, stage: 'all', after: 'submit' }, () => undefined);
  expect(recorder.spans.flatMap(linkTargets)).toHaveLength(100_000);
});

test('attempts that the stage did not request are not linked to', async () => {
  useLedger(ledgerWith({ open: () => ({ ...good, others: [attemptOf(1, { stage: 'other' })] }) }));
  await runStage({ ...submit, after: 'underwrite' }, () => undefined);
  expect(recorder.span('loan.submit')).toHaveLinkCount(0);
});

test('an attempt that is its own cause is not linked to itself', async () => {
  useLedger(
    ledgerWith({
      open: () => ({
        ...good,
        first: attemptOf(3),
        last: attemptOf(3),
        earlier: [attemptOf(3, { status: 'failed' }), attemptOf(3, { status: 'failed' })],
      }),
    }),
  );
  await runStage(submit, () => undefined);
  expect(recorder.span('loan.submit').links.map(({ attributes }) => attributes?.['spanlink.relation'])).toEqual([
    'retry_of',
    'origin',
  ]);
});
