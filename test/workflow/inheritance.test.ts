/** Stages and workflows of subclasses. */
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import type { AnyDecorator } from '../fixtures/decorators';
import { recordReports } from '../fixtures/reports';
import { application, type Application, Loan } from './loan';

const recorder = recordSpans();
const reports = recordReports();
useLedger(new MemoryLedger());
beforeEach(() => {
  recorder.reset();
  reports.length = 0;
});
afterAll(() => recorder.stop());

class Mortgage extends Loan {
  @Stage({ after: ['submit', 'underwrite'] })
  async value(_of: Application): Promise<void> {}

  @Stage()
  override async submit(of: Application): Promise<string> {
    return `mortgage ${await super.submit(of)}`;
  }

  override async notify(_of: Application): Promise<void> {}
}

test('a subclass is of the same workflow, and its spans have its own name', async () => {
  const seven = application();
  const mortgage = new Mortgage();
  await mortgage.underwrite(seven);
  await mortgage.value(seven);
  expect(recorder.span('Mortgage.value')).toLinkTo(recorder.span('Mortgage.underwrite'), { relation: 'previous' });
  expect(recorder.span('Mortgage.value').attributes).toMatchObject({
    'spanlink.workflow.name': 'loan',
    'spanlink.stage.name': 'value',
  });
});

test('a stage may call the stage that it overrides, which is an attempt inside of its own', async () => {
  const seven = application();
  await expect(new Mortgage().submit(seven)).resolves.toBe(`mortgage ${seven.id}`);
  const [inner, outer] = recorder.named('Mortgage.submit');
  expect(inner).toBeChildOf(outer as never);
  expect([outer, inner].map((span) => span?.attributes['spanlink.stage.attempt'])).toEqual([1, 2]);
});

test('a method without @Stage that overrides a stage is no stage', async () => {
  await new Mortgage().notify(application());
  expect(recorder.spans).toEqual([]);
});

test('a subclass may be a workflow of its own', async () => {
  @Workflow({ name: 'student-loan', run: ({ id }: Application) => `student ${id}` })
  class StudentLoan extends Loan {}
  await new StudentLoan().submit({ id: '7' });
  expect(recorder.span('StudentLoan.submit').attributes).toMatchObject({
    'spanlink.workflow.name': 'student-loan',
    'spanlink.workflow.run_id': 'student 7',
  });
});

test('a subclass whose stage comes after a method that is no stage is reported at its first call, once', async () => {
  const loose = (Stage as unknown as (options: object) => AnyDecorator)({ after: ['aprove'] });
  class Typo extends Loan {
    @loose
    async pay(_of: Application): Promise<void> {}
  }
  const seven = application();
  await new Typo().pay(seven);
  await new Typo().pay(seven);
  expect(reports).toEqual([
    expect.stringContaining("@Stage on `Typo.pay` names 'aprove', which is not a stage of the class"),
  ]);
  expect(recorder.named('Typo.pay')).toHaveLength(2);
});

test('`this` is the instance, also with #private state, and the class in static stages', async () => {
  @Workflow({ name: 'this', run: () => 1 })
  class This {
    static readonly kept = 'static';
    readonly #kept = 'private';

    @Stage({
      item(this: This) {
        return this.#kept;
      },
    })
    async instance(): Promise<string> {
      return this.#kept;
    }

    @Stage()
    static async ofClass(): Promise<string> {
      return this.kept;
    }
  }
  await expect(new This().instance()).resolves.toBe('private');
  await expect(This.ofClass()).resolves.toBe('static');
  expect(recorder.span('This.instance').attributes).toMatchObject({ 'spanlink.stage.item': 'private' });
  expect(recorder.span('This.ofClass').attributes).toMatchObject({ 'spanlink.workflow.name': 'this' });
});

test('a stage that is detached from its object is called without `this`, and still has a span', async () => {
  const { notify } = Loan.prototype;
  await notify.call(undefined as never, application());
  expect(recorder.spans.map(({ name }) => name)).toEqual(['notify']);
});
