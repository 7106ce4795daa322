/** `runStage`: a stage without a class, beside those that have one. */
import { SpanKind } from '@opentelemetry/api';
import { inSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, runStage, useLedger } from 'spanlink/workflow';
import { cause, message } from '../fixtures/spans';
import { application, Loan } from './loan';

const recorder = recordSpans();
useLedger(new MemoryLedger());
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

test('runStage runs a stage of the same runs as those of a class', async () => {
  const seven = application();
  const stage = { workflow: 'loan', run: seven.id } as const;
  await new Loan().submit(seven);
  await runStage({ ...stage, stage: 'check', item: 'fraud', after: ['submit'] }, () => undefined);
  await new Loan().approve(seven);
  const check = recorder.span('loan.check');
  expect(check).toLinkTo(recorder.span('Loan.submit'), { relation: 'previous' });
  expect(recorder.span('Loan.approve')).toLinkTo(check, { relation: 'previous' });
  expect(check.attributes).toEqual({
    'spanlink.workflow.name': 'loan',
    'spanlink.workflow.run_id': seven.id,
    'spanlink.stage.name': 'check',
    'spanlink.stage.item': 'fraud',
    'spanlink.stage.attempt': 1,
  });
});

test('runStage takes a bigint, such as the id of a row, for a run and an item', async () => {
  await runStage({ workflow: 'loan', run: 2n ** 60n, stage: 'check', item: 7n } as never, () => undefined);
  expect(recorder.span('loan.check').attributes).toMatchObject({
    'spanlink.workflow.run_id': '1152921504606846976',
    'spanlink.stage.item': '7',
  });
});

test('runStage takes the options of @Stage', async () => {
  const run = application().id;
  await runStage(
    {
      workflow: 'loan',
      run,
      stage: 'one',
      name: 'named',
      kind: SpanKind.SERVER,
      attributes: () => ({ a: 1 }),
      links: message(0),
      result: (value) => ({ value: String(value) }),
      origin: () => message(1),
    },
    async () => 'done',
  );
  await runStage({ workflow: 'loan', run, stage: 'two', compensates: 'one', deadLetterOf: 'one' }, () => undefined);
  const [one, two] = [recorder.span('named'), recorder.span('loan.two')];
  expect(one.kind).toBe(SpanKind.SERVER);
  expect(one.attributes).toMatchObject({ a: 1, value: 'done' });
  expect(one).toLinkTo(cause(0));
  for (const relation of ['compensates', 'dead_letter_of']) expect(two).toLinkTo(one, { relation });
  for (const span of [one, two]) expect(span).toLinkTo(cause(1), { relation: 'origin' });
});

test('runStage continues a run, and begins a trace with root', async () => {
  const [old, next] = [application().id, application().id];
  await runStage({ workflow: 'loan', run: old, stage: 'end' }, () => undefined);
  await inSpan('caller', () =>
    runStage({ workflow: 'loan', run: next, stage: 'begin', continues: old, root: true }, () => undefined),
  );
  const begin = recorder.span('loan.begin');
  expect(begin).toBeRootSpan();
  expect(begin).toLinkTo(recorder.span('loan.end'), { relation: 'previous' });
  expect(begin).toLinkTo(recorder.span('caller'), { relation: 'origin' });
});

test('runStage resolves to the value that its body returns at once', async () => {
  await expect(runStage({ workflow: 'loan', run: 1, stage: 'sync' }, () => 7)).resolves.toBe(7);
});

test('runStage begins its body at once with a ledger in memory', () => {
  let begun = false;
  void runStage({ workflow: 'loan', run: 1, stage: 'sync' }, () => (begun = true));
  expect(begun).toBe(true);
});
