/** The sequence of stages: a stage is linked to those that it comes after as `previous`. */
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { application, type Application, Loan } from './loan';

const recorder = recordSpans();
useLedger(new MemoryLedger());
const loan = new Loan();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

test('a stage is linked to the stage that it comes after, and each has a trace of its own', async () => {
  const seven = application();
  await loan.submit(seven);
  await loan.underwrite(seven);
  const [submit, underwrite] = [recorder.span('Loan.submit'), recorder.span('Loan.underwrite')];
  expect(underwrite).toLinkTo(submit, { relation: 'previous' });
  expect(underwrite).toBeRootSpan();
  expect(underwrite.spanContext().traceId).not.toBe(submit.spanContext().traceId);
});

test('a stage without after is linked to the last attempt of the run', async () => {
  const seven = application();
  await loan.submit(seven);
  await loan.underwrite(seven);
  await loan.notify(seven);
  expect(recorder.span('Loan.notify')).toLinkTo(recorder.span('Loan.underwrite'), { relation: 'previous' });
  expect(recorder.span('Loan.notify')).not.toLinkTo(recorder.span('Loan.submit'), { relation: 'previous' });
});

test('the first stage of a run has no links', async () => {
  await loan.submit(application());
  expect(recorder.span('Loan.submit')).toHaveLinkCount(0);
});

test('a stage after stages that have not run has no links to them', async () => {
  await loan.approve(application());
  expect(recorder.span('Loan.approve')).toHaveLinkCount(0);
});

test('runs are not linked to each other', async () => {
  await loan.submit(application());
  await loan.notify(application());
  expect(recorder.span('Loan.notify')).toHaveLinkCount(0);
});

test('workflows are not linked to each other, also if their runs have the same id', async () => {
  @Workflow({ name: 'mortgage', run: (of: Application) => of.id })
  class Mortgage {
    @Stage()
    async submit(_of: Application): Promise<void> {}
  }
  const seven = application();
  await loan.submit(seven);
  await new Mortgage().submit(seven);
  expect(recorder.span('Mortgage.submit')).toHaveLinkCount(0);
});

test('the last of several attempts at the stage before is the cause', async () => {
  const seven = application();
  await loan.submit(seven);
  await loan.submit(seven);
  await loan.underwrite(seven);
  const [first, second] = recorder.named('Loan.submit');
  expect(recorder.span('Loan.underwrite')).toLinkTo(second as never, { relation: 'previous' });
  expect(recorder.span('Loan.underwrite')).not.toLinkTo(first as never, { relation: 'previous' });
});

test('stages of one object, of two objects and of a class are stages of one run', async () => {
  @Workflow({ name: 'classes', run: (id: number) => id })
  class Classes {
    @Stage()
    static async begin(_id: number): Promise<void> {}

    @Stage()
    async end(_id: number): Promise<void> {}
  }
  await Classes.begin(7);
  await new Classes().end(7);
  await new Classes().end(7);
  const [first, second] = recorder.named('Classes.end');
  expect(first).toLinkTo(recorder.span('Classes.begin'), { relation: 'previous' });
  expect(second).toLinkTo(first as never, { relation: 'previous' });
});

test('a stage that another stage calls is its child, and comes after none', async () => {
  @Workflow({ name: 'mortgage', run: (of: Application) => of.id })
  class Mortgage {
    @Stage()
    async submit(_of: Application): Promise<void> {}
    @Stage()
    async underwrite(of: Application): Promise<void> {
      await this.value(of);
      await this.insure(of);
    }
    @Stage()
    async value(_of: Application): Promise<void> {}
    @Stage()
    async insure(_of: Application): Promise<void> {}
  }
  const [seven, mortgage] = [application(), new Mortgage()];
  await mortgage.submit(seven);
  await mortgage.underwrite(seven);
  const [submit, underwrite, value, insure] = ['submit', 'underwrite', 'value', 'insure'].map((stage) =>
    recorder.span(`Mortgage.${stage}`),
  ) as [FinishedSpan, FinishedSpan, FinishedSpan, FinishedSpan];
  expect(underwrite).toLinkTo(submit, { relation: 'previous' });
  expect(value).toBeChildOf(underwrite);
  expect(value).not.toLinkTo(underwrite);
  expect(value).toLinkTo(submit, { relation: 'origin' });
  expect(insure).toLinkTo(value, { relation: 'previous' });
});
