/** Promise 10: two copies of `spanlink/workflow` act as one. */
import { Span } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import type * as workflow from 'spanlink/workflow';
import { historyOf, MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';

let copy = {} as typeof workflow;
jest.isolateModules(() => {
  copy = jest.requireActual<typeof workflow>('spanlink/workflow');
});
const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterEach(() => useLedger(undefined));
afterAll(() => recorder.stop());

@Workflow({ name: 'loan', run: (id: number) => id })
class Loan {
  @copy.Stage()
  async submit(_id: number): Promise<void> {}

  @Stage({ after: 'submit' })
  async underwrite(_id: number): Promise<void> {}
}

@copy.Workflow({ name: 'loan', run: (id: number) => id })
class LoanOfCopy {
  @Span({ attributes: { by: 'span' } })
  @copy.Stage()
  @Stage()
  async approve(_id: number): Promise<void> {}
}

test('the two copies of these tests are two', () => {
  expect(copy.Stage).not.toBe(Stage);
});

test('stages of one copy are stages of a workflow of the other, and use its ledger', async () => {
  copy.useLedger(new MemoryLedger());
  await new Loan().submit(1);
  await new Loan().underwrite(1);
  await new LoanOfCopy().approve(1);
  expect(recorder.span('Loan.underwrite')).toLinkTo(recorder.span('Loan.submit'), { relation: 'previous' });
  expect(recorder.span('LoanOfCopy.approve')).toLinkTo(recorder.span('Loan.underwrite'), { relation: 'previous' });
  expect(recorder.span('LoanOfCopy.approve').attributes).toMatchObject({ by: 'span', 'spanlink.stage.attempt': 1 });
  expect(recorder.spans).toHaveLength(3);
});

test('a ledger of one copy serves the other, and both see the same history', async () => {
  useLedger(new copy.MemoryLedger());
  await new Loan().submit(2);
  await copy.runStage({ workflow: 'loan', run: 2, stage: 'notify' }, () => undefined);
  expect((await historyOf('loan', 2)).attempts.map(({ stage }) => stage)).toEqual(['submit', 'notify']);
  expect((await copy.historyOf('loan', 2)).attempts).toHaveLength(2);
  expect(recorder.span('loan.notify')).toLinkTo(recorder.span('Loan.submit'), { relation: 'previous' });
});

test('the two copies are one process, so that a running attempt of one is not resumed by the other', async () => {
  useLedger(new MemoryLedger());
  await Promise.all([
    new Loan().submit(3),
    copy.runStage({ workflow: 'loan', run: 3, stage: 'submit' }, () => undefined),
  ]);
  for (const { links } of recorder.spans)
    expect(links.map(({ attributes }) => attributes?.['spanlink.relation'])).not.toContain('resumes');
});
