/** `compensates` and `deadLetterOf`: links to the attempts that a stage undoes, or whose failures it handles. */
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { application, type Application, Loan } from './loan';

const recorder = recordSpans();
useLedger(new MemoryLedger());
const loan = new Loan();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

test('a stage that compensates another is linked to it', async () => {
  const seven = application();
  await loan.submit(seven);
  await loan.approve(seven);
  await loan.revoke(seven);
  const revoke = recorder.span('Loan.revoke');
  expect(revoke).toLinkTo(recorder.span('Loan.approve'), { relation: 'compensates' });
  expect(revoke).toLinkTo(recorder.span('Loan.submit'), { relation: 'origin' });
  expect(revoke).toHaveLinkCount(2);
});

test('the last attempt between the two is linked to as previous', async () => {
  const seven = application();
  await loan.approve(seven);
  await loan.notify(seven);
  await loan.revoke(seven);
  expect(recorder.span('Loan.revoke')).toLinkTo(recorder.span('Loan.approve'), { relation: 'compensates' });
  expect(recorder.span('Loan.revoke')).toLinkTo(recorder.span('Loan.notify'), { relation: 'previous' });
});

test('a dead letter is linked to the attempt that failed for good, and to the origin', async () => {
  const seven = application(2);
  await loan.submit(seven);
  for (let time = 0; time < 2; time++) await expect(loan.underwrite(seven)).rejects.toThrow('the bureau is down');
  await loan.review(seven);
  const review = recorder.span('Loan.review');
  expect(review).toLinkTo(recorder.named('Loan.underwrite')[1] as never, { relation: 'dead_letter_of' });
  expect(review).toLinkTo(recorder.span('Loan.submit'), { relation: 'origin' });
  expect(review).toHaveLinkCount(2);
});

test('a stage may come after some stages, compensate one and be the dead letter of another', async () => {
  @Workflow({ name: 'all', run: (of: Application) => of.id })
  class All {
    @Stage() async one(_of: Application): Promise<void> {}
    @Stage() async two(_of: Application): Promise<void> {}
    @Stage() async three(_of: Application): Promise<void> {}
    @Stage({ after: ['one'], compensates: 'two', deadLetterOf: 'three' }) async four(_of: Application): Promise<void> {}
  }
  const all = new All();
  const seven = application();
  for (const stage of ['one', 'two', 'three', 'four'] as const) await all[stage](seven);
  const four = recorder.span('All.four');
  expect(four).toLinkTo(recorder.span('All.one'), { relation: 'previous' });
  expect(four).toLinkTo(recorder.span('All.two'), { relation: 'compensates' });
  expect(four).toLinkTo(recorder.span('All.three'), { relation: 'dead_letter_of' });
  expect(four).toLinkTo(recorder.span('All.one'), { relation: 'origin' });
  expect(four).toHaveLinkCount(4);
});
