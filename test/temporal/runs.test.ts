/** Runs of workflows: each a trace of its own, linked to what started it and to the run before. */
import { inSpan } from 'spanlink';
import { temporalLinks } from 'spanlink/temporal';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { describeTemporal, testOwnServer } from '../servers/server';
import { ended, Temporal } from './temporal';
import { countDown, flaky, parent, ship, tick } from './workflows';

const recorder = recordSpans();
let temporal: Temporal;

const runs = (type: string): readonly FinishedSpan[] => recorder.named(`RunWorkflow:${type}`);
const traceOf = (span: FinishedSpan): string => span.spanContext().traceId;

describeTemporal('A run of a workflow', () => {
  beforeAll(async () => {
    temporal = await Temporal.start();
  });
  beforeEach(() => recorder.reset());
  afterEach(() => temporal.endWorkers());
  afterAll(() => temporal.stop());

  test('is a trace of its own, by its id, linked to the span that started it', async () => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue);
    const handle = await inSpan('request', () =>
      temporal.client().workflow.start(ship, { taskQueue, workflowId: temporal.name('w'), args: [0] }),
    );
    await expect(handle.result()).resolves.toBe('shipped at 1');
    await temporal.endWorkers();
    const [run] = runs('ship') as [FinishedSpan];
    expect(run).toBeRootSpan();
    expect(traceOf(run)).toBe(handle.firstExecutionRunId.replaceAll('-', ''));
    expect(run).toLinkTo(recorder.span('StartWorkflow:ship'), { relation: 'origin' });
    expect(run).toHaveLinkCount(1);
    expect(recorder.span('StartWorkflow:ship')).toBeChildOf(recorder.span('request'));
    expect(recorder.span('CompleteWorkflow:ship')).toBeChildOf(run);
    expect(run.attributes).toMatchObject({
      temporalWorkflowId: handle.workflowId,
      run_id: handle.firstExecutionRunId,
      'spanlink.workflow.name': 'ship',
      'spanlink.workflow.run_id': handle.workflowId,
    });
    expect(recorder.unfinished).toEqual([]);
  });

  test('that is continued as new is a new root, linked to the run before and to the first', async () => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue);
    await temporal.client().workflow.execute(countDown, { taskQueue, workflowId: temporal.name('w'), args: [3] });
    await temporal.endWorkers();
    const [first, second, third, fourth] = runs('countDown') as FinishedSpan[];
    expect(first).toLinkTo(recorder.span('StartWorkflow:countDown'), { relation: 'origin' });
    expect(first).toHaveLinkCount(1);
    for (const [run, before] of [
      [second, first],
      [third, second],
      [fourth, third],
    ] as [FinishedSpan, FinishedSpan][]) {
      expect(run).toBeRootSpan();
      expect(run).toLinkTo(before, { relation: 'previous' });
      expect(run).toLinkTo(first as FinishedSpan, { relation: 'origin' });
      expect(run).toHaveLinkCount(2);
    }
    expect(new Set(runs('countDown').map(traceOf)).size).toBe(4);
    expect(recorder.named('ContinueAsNew:countDown')).toHaveLength(3);
  });

  test('that is the child of another is a trace of its own, linked to its parent', async () => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue);
    await temporal.client().workflow.execute(parent, { taskQueue, workflowId: temporal.name('w') });
    await temporal.endWorkers();
    const [child] = runs('ship') as [FinishedSpan];
    expect(child).toBeRootSpan();
    expect(child).toLinkTo(recorder.span('RunWorkflow:parent'), { relation: 'parent' });
    expect(child).toHaveLinkCount(1);
  });

  test('that its retry policy tries again is linked to the run that failed', async () => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue);
    const retry = { initialInterval: 1, maximumAttempts: 3 };
    await temporal.client().workflow.execute(flaky, { taskQueue, workflowId: temporal.name('w'), args: [2], retry });
    await temporal.endWorkers();
    const [first, second, third] = runs('flaky') as [FinishedSpan, FinishedSpan, FinishedSpan];
    const start = recorder.span('StartWorkflow:flaky');
    for (const [run, before] of [
      [second, first],
      [third, second],
    ] as const) {
      expect(run).toBeRootSpan();
      expect(run).toLinkTo(before, { relation: 'retry_of' });
      expect(run).toLinkTo(start, { relation: 'origin' });
      expect(run).toHaveLinkCount(2);
    }
    const ends = recorder.named('CompleteWorkflow:flaky');
    expect(ends.map(({ attributes }) => attributes.temporalWorkflowStatus)).toEqual(['FAILED', 'FAILED', 'COMPLETED']);
    expect(ends[0]?.events[0]?.attributes).toMatchObject({ 'exception.message': 'try 1 failed' });
  });

  testOwnServer('that cron repeats is linked to its creation and to the run before', async () => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue);
    const cronSchedule = '@every 1s';
    const handle = await temporal
      .client()
      .workflow.start(tick, { taskQueue, workflowId: temporal.name('w'), cronSchedule });
    await ended(recorder, 'RunWorkflow:tick', 3);
    await handle.terminate();
    await temporal.endWorkers();
    const [first, second, third] = runs('tick') as [FinishedSpan, FinishedSpan, FinishedSpan];
    const start = recorder.span('StartWorkflow:tick');
    expect(new Set([first, second, third].map(traceOf)).size).toBe(3);
    expect(first).toHaveLinkCount(1);
    for (const [run, before] of [
      [second, first],
      [third, second],
    ] as const) {
      expect(run).toLinkTo(start, { relation: 'origin' });
      expect(run).toLinkTo(before, { relation: 'previous' });
      expect(run).toHaveLinkCount(2);
    }
  });

  test.each([
    ['parent', 'parent'],
    ['both', 'origin'],
  ] as const)('continues the trace of its starter with the relation %s, linked by %s', async (relation, by) => {
    const taskQueue = temporal.name();
    const links = temporalLinks({ relation });
    await temporal.worker(taskQueue, links);
    await temporal.client(links).workflow.execute(countDown, { taskQueue, workflowId: temporal.name('w'), args: [1] });
    await temporal.endWorkers();
    const [first, second] = runs('countDown') as [FinishedSpan, FinishedSpan];
    const start = recorder.span('StartWorkflow:countDown');
    expect(first).toBeChildOf(start);
    expect(first).toLinkTo(start, { relation: by });
    expect(first).toHaveLinkCount(1);
    expect(second).toBeRootSpan();
    expect(second).toLinkTo(first, { relation: 'previous' });
    expect(second).toLinkTo(first, { relation: 'origin' });
    const [attempt] = recorder.named('RunActivity:ship') as [FinishedSpan];
    expect(attempt).toBeChildOf(first);
    expect(attempt).toLinkTo(first, { relation: by });
    expect(attempt).toHaveLinkCount(1);
  });

  test('started without links has no cause, and its activities are linked to it', async () => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue);
    await temporal
      .client({ client: { workflow: [], schedule: [], activity: [] } })
      .workflow.execute(ship, { taskQueue, workflowId: temporal.name('w'), args: [0] });
    await temporal.endWorkers();
    expect(runs('ship')[0]).toHaveLinkCount(0);
    expect(recorder.span('RunActivity:ship')).toLinkTo(runs('ship')[0] as FinishedSpan, { relation: 'origin' });
  });
});

test('An unknown relation is refused', () => {
  expect(() => temporalLinks({ relation: 'child' as 'link' })).toThrow(
    expect.objectContaining({ code: 'ERR_SPANLINK_TEMPORAL' }),
  );
});
