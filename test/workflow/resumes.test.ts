/** `resumes`: an attempt at a stage that began in a process that is no more. */
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { deferred } from '../fixtures/deferred';
import { attemptElsewhere } from '../fixtures/ledgers';
import { cause } from '../fixtures/spans';
import { type Application, application, Loan } from './loan';

const recorder = recordSpans();
const loan = new Loan();
let ledger = new MemoryLedger();
beforeEach(() => {
  recorder.reset();
  useLedger((ledger = new MemoryLedger()));
});
afterAll(() => recorder.stop());

const keyOf = ({ id }: Application, stage: string, item = '') => ({ workflow: 'loan', run: id, stage, item });

test('the second attempt resumes that of a process that died', async () => {
  const seven = application();
  await attemptElsewhere(ledger, keyOf(seven, 'underwrite'), 0);
  await loan.underwrite(seven);
  expect(recorder.span('Loan.underwrite')).toLinkTo(cause(0), { relation: 'resumes' });
  expect(recorder.span('Loan.underwrite').attributes).toMatchObject({ 'spanlink.stage.attempt': 2 });
});

test('a stage resumes all open attempts, and retries the last failed one', async () => {
  const seven = application();
  await attemptElsewhere(ledger, keyOf(seven, 'underwrite'), 0, 'failed');
  await attemptElsewhere(ledger, keyOf(seven, 'underwrite'), 1, 'running', 'one');
  await attemptElsewhere(ledger, keyOf(seven, 'underwrite'), 2, 'running', 'two');
  await loan.underwrite(seven);
  const span = recorder.span('Loan.underwrite');
  expect(span).toLinkTo(cause(0), { relation: 'retry_of' });
  for (const n of [1, 2]) expect(span).toLinkTo(cause(n), { relation: 'resumes' });
});

test('an attempt that ended in another process is not resumed', async () => {
  const seven = application();
  await attemptElsewhere(ledger, keyOf(seven, 'underwrite'), 0, 'completed');
  await loan.underwrite(seven);
  expect(recorder.span('Loan.underwrite')).not.toLinkTo(cause(0), { relation: 'resumes' });
});

test('an attempt that is running in this process is not resumed', async () => {
  const held = deferred();
  @Workflow({ name: 'loan', run: (of: Application) => of.id })
  class Held {
    @Stage({ after: [] })
    async work(_of: Application): Promise<void> {
      await held.promise;
    }
  }
  const seven = application();
  const both = [new Held().work(seven), new Held().work(seven)];
  held.resolve();
  await Promise.all(both);
  for (const { links } of recorder.named('Held.work'))
    expect(links.map(({ attributes }) => attributes?.['spanlink.relation'])).not.toContain('resumes');
});

test('an item resumes its own attempts alone', async () => {
  const seven = application();
  await attemptElsewhere(ledger, keyOf(seven, 'check', 'fraud'), 0);
  await loan.check(seven, 'income');
  await loan.check(seven, 'fraud');
  const [income, fraud] = recorder.named('Loan.check');
  expect(income).not.toLinkTo(cause(0), { relation: 'resumes' });
  expect(fraud).toLinkTo(cause(0), { relation: 'resumes' });
});

test('an attempt that died before its span had started takes a number, and gives no link', async () => {
  const seven = application();
  await ledger.open({ ...keyOf(seven, 'submit'), process: 'another', startedAt: 0, stages: [] });
  await loan.submit(seven);
  expect(recorder.span('Loan.submit')).toHaveLinkCount(0);
  expect(recorder.span('Loan.submit').attributes).toMatchObject({ 'spanlink.stage.attempt': 2 });
});

test('a stage that resumes a run elsewhere is linked to the attempts of the other process', async () => {
  const seven = application();
  await attemptElsewhere(ledger, keyOf(seven, 'submit'), 0, 'completed');
  await loan.underwrite(seven);
  expect(recorder.span('Loan.underwrite')).toLinkTo(cause(0), { relation: 'previous' });
  expect(recorder.span('Loan.underwrite')).toLinkTo(cause(0), { relation: 'origin' });
});
