/** Attempts at activities: each a trace of its own, linked to the run and to the attempt before. */
import { SpanStatusCode } from '@opentelemetry/api';
import { temporalLinks } from 'spanlink/temporal';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { runProcess } from '../fixtures/processes';
import { describeTemporal, testOwnServer } from '../servers/server';
import { ended, Temporal } from './temporal';
import { call, ship, shipHere, shipSlowly } from './workflows';

const recorder = recordSpans();
let temporal: Temporal;

const attempts = (type: string): readonly FinishedSpan[] => recorder.named(`RunActivity:${type}`);
const traces = (spans: readonly FinishedSpan[]): number =>
  new Set(spans.map((span) => span.spanContext().traceId)).size;

describeTemporal('An attempt at an activity', () => {
  beforeAll(async () => {
    temporal = await Temporal.start();
  });
  beforeEach(() => recorder.reset());
  afterEach(() => temporal.endWorkers());
  afterAll(() => temporal.stop());

  test.each([
    ['an activity', ship],
    ['a local activity', shipHere],
  ])('of %s is a trace of its own, linked to the run and to the attempt before', async (_what, workflow) => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue);
    await temporal.client().workflow.execute(workflow, { taskQueue, workflowId: temporal.name('w'), args: [2] });
    await temporal.endWorkers();
    const run = recorder.span(`RunWorkflow:${workflow.name}`);
    const [first, second, third] = attempts('ship') as [FinishedSpan, FinishedSpan, FinishedSpan];
    expect(traces([run, first, second, third])).toBe(4);
    for (const attempt of [first, second, third]) {
      expect(attempt).toBeRootSpan();
      expect(attempt).toLinkTo(run, { relation: 'origin' });
    }
    expect(first).toHaveLinkCount(1);
    expect(second).toLinkTo(first, { relation: 'retry_of' });
    expect(third).toLinkTo(second, { relation: 'retry_of' });
    expect(third).toHaveLinkCount(2);
    expect([first, second, third].map(({ status }) => status.code)).toEqual([
      SpanStatusCode.ERROR,
      SpanStatusCode.ERROR,
      SpanStatusCode.UNSET,
    ]);
    expect(first.events[0]?.attributes).toMatchObject({ 'exception.type': 'TypeError' });
    expect(third.attributes).toMatchObject({
      'spanlink.stage.name': 'ship',
      'spanlink.stage.attempt': 3,
      'spanlink.workflow.name': workflow.name,
    });
  });

  test('is below the run with the relation parent, linked to it and to the attempt before', async () => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue, temporalLinks({ relation: 'parent' }));
    await temporal.client().workflow.execute(ship, { taskQueue, workflowId: temporal.name('w'), args: [1] });
    await temporal.endWorkers();
    const run = recorder.span('RunWorkflow:ship');
    const [first, second] = attempts('ship') as [FinishedSpan, FinishedSpan];
    for (const attempt of [first, second]) {
      expect(attempt).toBeChildOf(run);
      expect(attempt).toLinkTo(run, { relation: 'parent' });
    }
    expect(second).toLinkTo(first, { relation: 'retry_of' });
  });

  // the test server for Java gives tasks to workers that are gone
  testOwnServer('is linked to one that another process made', async () => {
    const taskQueue = temporal.name();
    const end = await temporal.worker(taskQueue, temporalLinks(), { activities: {} });
    const { address, namespace } = temporal.server;
    const handle = await temporal.client().workflow.start(shipSlowly, { taskQueue, workflowId: temporal.name('w') });
    // it works on activities alone, until one has failed
    const { code, stdout, stderr } = await runProcess('temporal-worker', address, namespace, taskQueue);
    expect([code, stderr]).toEqual([0, '']);
    const before = stdout.trim();
    await end();
    await temporal.worker(taskQueue);
    await handle.result();
    await temporal.endWorkers();
    const [attempt] = attempts('ship') as [FinishedSpan];
    expect(attempt.attributes['spanlink.stage.attempt']).toBe(2);
    expect(attempt).toLinkTo(before, { relation: 'retry_of' });
  });

  test('finds the details of its heartbeats as it left them', async () => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue);
    const result = await temporal
      .client()
      .workflow.execute(call, { taskQueue, workflowId: temporal.name('w'), args: ['resume'] });
    expect(result).toEqual({ page: 7 });
  });

  test('that is completed later, or whose failure is benign, has no error', async () => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue);
    const client = temporal.client();
    const workflowId = temporal.name('w');
    const handle = await client.workflow.start(call, { taskQueue, workflowId, args: ['later'] });
    const benign = client.workflow.execute(call, { taskQueue, workflowId: temporal.name('w'), args: ['benign'] });
    await expect(benign).rejects.toThrow();
    await ended(recorder, 'RunActivity:later');
    await client.activity.complete({ workflowId, activityId: '1' }, 'done');
    await expect(handle.result()).resolves.toBe('done');
    expect(attempts('later')[0]?.status.code).toBe(SpanStatusCode.UNSET);
    expect(attempts('benign')[0]?.status.code).toBe(SpanStatusCode.UNSET);
  });
});
