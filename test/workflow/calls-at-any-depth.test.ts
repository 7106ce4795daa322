/** What runs around a call, at any depth, is its caller: not before it, and not to be retried. */
import { setImmediate } from 'node:timers/promises';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { inSpan, type SpanGuard } from 'spanlink';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { historyOf, MemoryLedger, runStage, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { deferred } from '../fixtures/deferred';
import { asyncLedger } from '../fixtures/ledgers';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const stageOf = (stage: string, run = 7) => ({ workflow: 'loan', run, stage });
const relationsOf = (span: FinishedSpan): unknown[] =>
  span.links.map(({ attributes }) => attributes?.['spanlink.relation']);

/** What may be between a stage and the stage that it calls. */
const between: [string, (call: () => Promise<unknown>) => Promise<unknown>][] = [
  ['nothing', (call) => call()],
  ['a span', (call) => inSpan('helper', call)],
  ['three spans', (call) => inSpan('helper', () => inSpan('of', () => inSpan('helpers', call)))],
  ['a span in a trace of its own', (call) => inSpan('helper', { root: true }, call)],
  [
    'a span of another tracer',
    (call) => trace.getTracer('other').startActiveSpan('helper', (span) => call().finally(() => span.end())),
  ],
  ['a wait', async (call) => (await setImmediate(), call())],
  ['a stage of another workflow', (call) => runStage({ workflow: 'other', run: 1, stage: 'between' }, call)],
];

describe.each([
  ['at once', () => new MemoryLedger()],
  ['later', () => asyncLedger()],
])('With a ledger that answers %s', (_, ledger) => {
  beforeEach(() => useLedger(ledger()));

  test.each(between)('a stage that a stage calls through %s comes after none', async (_what, call) => {
    await runStage(stageOf('outer'), () => call(() => runStage(stageOf('inner'), () => undefined)));
    expect(relationsOf(recorder.span('loan.inner'))).toEqual(['origin']);
  });

  test.each(between)('with root it is linked to its caller, through %s', async (_what, call) => {
    await runStage(stageOf('outer'), () => call(() => runStage({ ...stageOf('inner'), root: true }, () => undefined)));
    const inner = recorder.span('loan.inner');
    expect(inner).toBeRootSpan();
    expect(relationsOf(inner)).toContain('caller');
    expect(relationsOf(inner)).not.toContain('previous');
  });

  test('with root, the caller is in the history', async () => {
    await runStage(stageOf('outer'), () =>
      inSpan('helper', () => runStage({ ...stageOf('inner'), root: true }, () => undefined)),
    );
    const inner = recorder.span('loan.inner');
    expect(inner).toLinkTo(recorder.span('loan.outer'), { relation: 'caller' });
    expect(inner).toLinkTo(recorder.span('helper'), { relation: 'caller' });
    const { attempts } = await historyOf('loan', 7);
    const caller = attempts[1]?.links.find(({ relation }) => relation === 'caller');
    expect(caller?.attempt).toBe(attempts[0]);
  });

  test('a stage that calls itself is neither before itself nor retried', async () => {
    const visit = (depth: number): Promise<void> =>
      runStage(stageOf('visit'), () => (depth > 0 ? inSpan('helper', () => visit(depth - 1)) : undefined));
    await visit(3);
    for (const span of recorder.named('loan.visit').slice(0, -1)) expect(relationsOf(span)).toEqual(['origin']);
    expect(recorder.named('loan.visit').at(-1)).toHaveLinkCount(0);
  });

  test('a stage that names its caller in after does not come after it', async () => {
    await runStage(stageOf('outer'), () =>
      inSpan('helper', () => runStage({ ...stageOf('inner'), after: 'outer' }, () => undefined)),
    );
    expect(relationsOf(recorder.span('loan.inner'))).toEqual(['origin']);
  });

  test('a run that continues the run whose stage starts it has that stage as its caller', async () => {
    await runStage(stageOf('outer', 1), () =>
      inSpan('helper', () => runStage({ ...stageOf('outer', 2), continues: 1, root: true }, () => undefined)),
    );
    const [next, outer] = recorder.named('loan.outer');
    expect(next).toLinkTo(outer as never, { relation: 'caller' });
    expect(relationsOf(next as never)).not.toContain('previous');
  });

  test('what its caller called before comes before it', async () => {
    await runStage(stageOf('outer'), async () => {
      await inSpan('helper', () => runStage(stageOf('first'), () => undefined));
      await inSpan('helper', () => runStage(stageOf('second'), () => undefined));
    });
    expect(recorder.span('loan.second')).toLinkTo(recorder.span('loan.first'), { relation: 'previous' });
    expect(recorder.span('loan.second')).not.toLinkTo(recorder.span('loan.outer'), { relation: 'previous' });
  });

  test('what runs beside it and not around it comes before it', async () => {
    const held = deferred();
    const outer = runStage(stageOf('outer'), () => held.promise);
    await setImmediate();
    await runStage(stageOf('beside'), () => undefined);
    held.resolve();
    await outer;
    expect(recorder.span('loan.beside')).toLinkTo(recorder.span('loan.outer'), { relation: 'previous' });
  });

  test('what a stage left behind calls nobody once that has ended: the stage is before it', async () => {
    const ended = deferred();
    let left: Promise<unknown> | undefined;
    await runStage(stageOf('outer'), () => {
      left = ended.promise.then(() => runStage({ ...stageOf('inner'), root: true }, () => undefined));
    });
    ended.resolve();
    await left;
    expect(recorder.span('loan.inner')).toLinkTo(recorder.span('loan.outer'), { relation: 'previous' });
    expect(relationsOf(recorder.span('loan.inner'))).not.toContain('caller');
  });

  test('what leaves the context of a stage is not called by it', async () => {
    await runStage(stageOf('outer'), () =>
      context.with(ROOT_CONTEXT, () => runStage(stageOf('inner'), () => undefined)),
    );
    expect(recorder.span('loan.inner')).toLinkTo(recorder.span('loan.outer'), { relation: 'previous' });
  });

  test('the guard of a stage is that of its span', async () => {
    let guard: SpanGuard | undefined;
    await runStage(stageOf('outer'), (own) => (guard = own));
    expect(guard?.spanContext().spanId).toBe(recorder.span('loan.outer').spanContext().spanId);
  });
});

@Workflow({ name: 'mortgage', run: (id: number) => id })
class Mortgage {
  @Stage()
  async underwrite(id: number): Promise<void> {
    await inSpan('helper', () => this.value(id));
  }

  @Stage({ root: true })
  async value(_id: number): Promise<void> {}
}

test('stages that are methods call each other in the same way', async () => {
  useLedger(new MemoryLedger());
  await new Mortgage().underwrite(1);
  const value = recorder.span('Mortgage.value');
  expect(value).toLinkTo(recorder.span('Mortgage.underwrite'), { relation: 'caller' });
  expect(relationsOf(value)).not.toContain('previous');
});
