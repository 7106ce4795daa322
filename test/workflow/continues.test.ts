/** The option `continues`: a run that goes on as a new run. */
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';

const recorder = recordSpans();
useLedger(new MemoryLedger());
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

@Workflow({ name: 'billing', run: (month: number) => month })
class Billing {
  @Stage({ continues: (_month: number, before?: number) => before })
  async open(_month: number, _before?: number): Promise<void> {}

  @Stage({ after: 'open', continues: (_month: number, before?: number) => before })
  async charge(_month: number, _before?: number): Promise<void> {}
}
const billing = new Billing();

test('the first attempt of the new run is linked to the last of the old one', async () => {
  await billing.open(1);
  await billing.charge(1);
  await billing.open(2, 1);
  const [, next] = recorder.named('Billing.open');
  expect(next).toLinkTo(recorder.span('Billing.charge'), { relation: 'previous' });
  expect(next?.attributes).toMatchObject({ 'spanlink.workflow.run_id': '2', 'spanlink.stage.attempt': 1 });
});

test('the first attempt of the new run is linked so, too, if its stage comes after another', async () => {
  await billing.open(11);
  await billing.charge(12, 11);
  expect(recorder.span('Billing.charge')).toLinkTo(recorder.span('Billing.open'), { relation: 'previous' });
});

test('later attempts of the new run are linked to its first alone', async () => {
  await billing.open(21);
  await billing.open(22, 21);
  await billing.charge(22, 21);
  const [old, next] = recorder.named('Billing.open');
  expect(recorder.span('Billing.charge')).toLinkTo(next as never, { relation: 'previous' });
  expect(recorder.span('Billing.charge')).toLinkTo(next as never, { relation: 'origin' });
  expect(recorder.span('Billing.charge')).not.toLinkTo(old as never);
});

test('a run that continues an unknown one begins like any other', async () => {
  await billing.open(32, 31);
  expect(recorder.span('Billing.open')).toHaveLinkCount(0);
});
