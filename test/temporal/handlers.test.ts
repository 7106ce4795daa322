/** Handlers of signals, updates and queries: each is linked to its sender and to its run. */
import { SpanStatusCode } from '@opentelemetry/api';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { temporalLinks } from 'spanlink/temporal';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { describeTemporal, testOwnServer } from '../servers/server';
import { Temporal } from './temporal';
import { amount, approve, early, finish, hasty, loan, ping, raise } from './workflows';

const recorder = recordSpans();
let temporal: Temporal;

describeTemporal('A handler of a workflow', () => {
  beforeAll(async () => {
    temporal = await Temporal.start();
  });
  beforeEach(() => recorder.reset());
  afterEach(() => temporal.endWorkers());
  afterAll(() => temporal.stop());

  const startLoan = async (links = temporalLinks()) => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue, links);
    return temporal.client(links).workflow.start(loan, { taskQueue, workflowId: temporal.name('w') });
  };

  testOwnServer('of a signal is linked to the span that sent it, and so is what it starts to the handler', async () => {
    const handle = await startLoan();
    await handle.signal(approve, 'Ann');
    await handle.signal(approve, 'ship');
    await handle.signal(finish);
    await expect(handle.result()).resolves.toEqual(['Ann', 'ship', 'shipped at 1']);
    await temporal.endWorkers();
    const run = recorder.span('RunWorkflow:loan');
    const sent = recorder.named('SignalWorkflow:approve');
    const handled = recorder.named('HandleSignal:approve');
    expect(handled).toHaveLength(2);
    handled.forEach((span, at) => {
      expect(span).toBeRootSpan();
      expect(span).toLinkTo(sent[at] as FinishedSpan, { relation: 'origin' });
      expect(span).toLinkTo(run, { relation: 'parent' });
      expect(span).toHaveLinkCount(2);
    });
    const attempt = recorder.span('RunActivity:ship');
    expect(attempt).toLinkTo(handled[1] as FinishedSpan, { relation: 'origin' });
    expect(attempt).toLinkTo(run, { relation: 'parent' });
    expect(attempt).toHaveLinkCount(2);
  });

  test('of an update is linked to the span that sent it, and has the error that it ends with', async () => {
    const handle = await startLoan();
    await expect(handle.executeUpdate(raise, { args: [7] })).resolves.toBe(7);
    await expect(handle.executeUpdate(raise, { args: [101] })).rejects.toThrow();
    await expect(handle.executeUpdate(raise, { args: [-1] })).rejects.toThrow();
    await handle.signal(finish);
    await handle.result();
    await temporal.endWorkers();
    const sent = recorder.named('StartWorkflowUpdate:raise');
    const handled = recorder.named('HandleUpdate:raise');
    // what is refused before has no handler
    expect(handled).toHaveLength(2);
    expect(handled[0]).toLinkTo(sent[0] as FinishedSpan, { relation: 'origin' });
    expect(handled[0]).toLinkTo(recorder.span('RunWorkflow:loan'), { relation: 'parent' });
    expect(handled[0]?.status.code).toBe(SpanStatusCode.UNSET);
    expect(handled[1]).toLinkTo(sent[1] as FinishedSpan, { relation: 'origin' });
    expect(handled[1]?.status).toMatchObject({ code: SpanStatusCode.ERROR, message: 'too much' });
  });

  test('of a query is linked to the span that asked', async () => {
    const handle = await startLoan();
    await expect(handle.query(amount)).resolves.toBe(0);
    await expect(handle.query(amount)).resolves.toBe(0);
    await handle.signal(finish);
    await handle.result();
    await temporal.endWorkers();
    const asked = recorder.named('QueryWorkflow:amount');
    const handled = recorder.named('HandleQuery:amount');
    expect(handled).toHaveLength(2);
    handled.forEach((span, at) => {
      expect(span).toBeRootSpan();
      expect(span).toLinkTo(asked[at] as FinishedSpan, { relation: 'origin' });
      expect(span).toLinkTo(recorder.span('RunWorkflow:loan'), { relation: 'parent' });
    });
  });

  testOwnServer('of a signal that started its run is linked to the same span as the run', async () => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue);
    const workflowId = temporal.name('w');
    const handle = await temporal
      .client()
      .workflow.signalWithStart(loan, { taskQueue, workflowId, signal: approve, signalArgs: ['Ann'] });
    await handle.signal(finish);
    await handle.result();
    await temporal.endWorkers();
    const sent = recorder.span('SignalWithStartWorkflow:loan');
    expect(recorder.span('RunWorkflow:loan')).toLinkTo(sent, { relation: 'origin' });
    expect(recorder.span('HandleSignal:approve')).toLinkTo(sent, { relation: 'origin' });
  });

  testOwnServer('that is there before its workflow starts is linked, too', async () => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue);
    const workflowId = temporal.name('w');
    const handle = await temporal
      .client()
      .workflow.signalWithStart(early, { taskQueue, workflowId, signal: 'any', signalArgs: [] });
    await expect(handle.result()).resolves.toBe('any');
    await temporal.endWorkers();
    const run = recorder.span('RunWorkflow:early');
    expect(recorder.span('HandleSignal:any')).toLinkTo(run, { relation: 'parent' });
  });

  testOwnServer.each(['link', 'parent'] as const)(
    'that its run does not wait for ends with it: %s',
    async (relation) => {
      const taskQueue = temporal.name();
      const links = temporalLinks({ relation });
      await temporal.worker(taskQueue, links);
      const handle = await temporal.client(links).workflow.start(hasty, { taskQueue, workflowId: temporal.name('w') });
      await handle.signal(approve, 'Ann');
      await handle.result();
      await temporal.endWorkers();
      const handled = recorder.span('HandleSignal:approve');
      expect(handled.status.code).toBe(SpanStatusCode.UNSET);
      expect(handled).toLinkTo(recorder.span('SignalWorkflow:approve'), {
        relation: relation === 'link' ? 'origin' : 'parent',
      });
      expect(recorder.span('RunWorkflow:ship')).toLinkTo(handled, { relation: 'parent' });
    },
  );

  testOwnServer('of a signal between workflows is linked to the run that sent it, both ways', async () => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue);
    const workflowId = temporal.name('w');
    await expect(temporal.client().workflow.execute(ping, { taskQueue, workflowId })).resolves.toBe('pong');
    await temporal.endWorkers();
    const [asking, answering] = [recorder.span('RunWorkflow:ping'), recorder.span('RunWorkflow:pong')];
    const handled = recorder.named('HandleSignal:approve');
    const of = (workflow: string) => handled.find((span) => span.attributes['spanlink.workflow.name'] === workflow);
    expect(of('pong')).toLinkTo(asking, { relation: 'origin' });
    expect(of('pong')).toLinkTo(answering, { relation: 'parent' });
    expect(of('ping')).toLinkTo(answering, { relation: 'origin' });
    expect(of('ping')).toLinkTo(asking, { relation: 'parent' });
  });

  test('continues the trace of its sender with the relation parent', async () => {
    const handle = await startLoan(temporalLinks({ relation: 'parent' }));
    await handle.executeUpdate(raise, { args: [7] });
    await handle.query(amount);
    await handle.signal(finish);
    await handle.result();
    await temporal.endWorkers();
    for (const [handled, sent] of [
      ['HandleUpdate:raise', 'StartWorkflowUpdate:raise'],
      ['HandleQuery:amount', 'QueryWorkflow:amount'],
    ] as const) {
      expect(recorder.span(handled)).toBeChildOf(recorder.span(sent));
      expect(recorder.span(handled)).toLinkTo(recorder.span(sent), { relation: 'parent' });
    }
  });

  test('is started with its run by one update, which both are linked to', async () => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue);
    const startWorkflowOperation = new WithStartWorkflowOperation(loan, {
      taskQueue,
      workflowId: temporal.name('w'),
      workflowIdConflictPolicy: 'FAIL',
    });
    const { workflow } = temporal.client();
    await expect(workflow.executeUpdateWithStart(raise, { startWorkflowOperation, args: [5] })).resolves.toBe(5);
    const handle = await startWorkflowOperation.workflowHandle();
    await handle.signal(finish);
    await handle.result();
    await temporal.endWorkers();
    const sent = recorder.span('UpdateWithStartWorkflow:loan');
    expect(recorder.span('RunWorkflow:loan')).toLinkTo(sent, { relation: 'origin' });
    expect(recorder.span('HandleUpdate:raise')).toLinkTo(sent, { relation: 'origin' });
  });
});
