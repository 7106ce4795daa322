/** The view of a run that the server's history gives, with the spans that it led to. */
import { historyOf, temporalLinks, type TemporalHistory } from 'spanlink/temporal';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { renderHistory } from 'spanlink/workflow';
import { formatLink } from 'spanlink';
import { describeTemporal, testOwnServer } from '../servers/server';
import { bundle, Temporal } from './temporal';
import { approve, countDown, finish, hasty, impatient, loan, parent, raise, ship } from './workflows';

const recorder = recordSpans();
let temporal: Temporal;

/** All steps, each by its span, as it was recorded, with its links. */
function expectSpansOf({ attempts }: TemporalHistory): void {
  for (const { stage, spanContext, links } of attempts) {
    const span = recorder.spans.find(
      (one) => formatLink(one.spanContext()) === (spanContext && formatLink(spanContext)),
    );
    expect([stage, span?.name]).toEqual([stage, stage]);
    const recorded = span?.links.map(({ context, attributes }) => [
      formatLink(context),
      attributes?.['spanlink.relation'],
    ]);
    expect(links.map(({ context, relation }) => [formatLink(context), relation])).toEqual(recorded);
  }
}

describeTemporal('The history of a run at the server', () => {
  beforeAll(async () => {
    temporal = await Temporal.start();
  });
  beforeEach(() => recorder.reset());
  afterEach(() => temporal.endWorkers());
  afterAll(() => temporal.stop());

  // the test server for Java tells activities another time than its history
  testOwnServer.each(['link', 'parent', 'both'] as const)(
    'names the spans of the run and of its last attempts, with the relation %s',
    async (relation) => {
      const links = temporalLinks({ relation });
      const taskQueue = temporal.name();
      await temporal.worker(taskQueue, links);
      const { workflow } = temporal.client(links);
      const handle = await workflow.start(ship, { taskQueue, workflowId: temporal.name('w'), args: [2] });
      await handle.result();
      await temporal.endWorkers();
      const history = await historyOf(handle, { relation });
      expect(history.attempts.map(({ stage, attempt, status }) => [stage, attempt, status])).toEqual([
        ['RunWorkflow:ship', 1, 'completed'],
        ['RunActivity:ship', 3, 'completed'],
      ]);
      expectSpansOf(history);
      const [run, activity] = history.attempts;
      expect(activity?.links[0]?.attempt).toBe(run);
    },
  );

  test('is drawn by renderHistory', async () => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue);
    const handle = await temporal.client().workflow.start(loan, { taskQueue, workflowId: temporal.name('w') });
    await handle.executeUpdate(raise, { args: [7] });
    await handle.signal(finish);
    await handle.result();
    await temporal.endWorkers();
    const history = await historyOf(handle);
    expect(history.attempts.map(({ stage }) => stage)).toEqual([
      'RunWorkflow:loan',
      'HandleUpdate:raise',
      'HandleSignal:finish',
    ]);
    expect(
      renderHistory(history)
        .replaceAll(/\d+(\.\d)? (ms|s)/g, 'T')
        .replaceAll(', after T', '')
        .replaceAll(/[0-9a-f]{8}/g, 'ID'),
    ).toBe(
      [
        `loan ${handle.workflowId}`,
        '├─ RunWorkflow:loan  ✓ T',
        '│     ← origin: trace ID',
        '├─ HandleUpdate:raise  ✓ T',
        '│     ← origin: trace ID',
        '│     ← parent: RunWorkflow:loan',
        '└─ HandleSignal:finish  ✓ T',
        ...(recorder.named('HandleSignal:finish')[0]?.links.length === 2 ? ['      ← origin: trace ID'] : []),
        '      ← parent: RunWorkflow:loan',
      ].join('\n'),
    );
  });

  test('knows runs that were continued, children, and runs that are not over', async () => {
    const taskQueue = temporal.name();
    await temporal.worker(taskQueue);
    const { workflow } = temporal.client();
    const handle = await workflow.start(countDown, { taskQueue, workflowId: temporal.name('w'), args: [1] });
    await handle.result();
    const family = await workflow.start(parent, { taskQueue, workflowId: temporal.name('w') });
    await family.result();
    const open = await workflow.start(loan, { taskQueue, workflowId: temporal.name('w') });
    await temporal.endWorkers();
    const last = await historyOf(workflow.getHandle(handle.workflowId));
    expect(last.attempts[0]?.links.map(({ relation }) => relation)).toEqual(['previous', 'origin']);
    const [run, child] = (await historyOf(family)).attempts;
    expect(child?.links[0]?.attempt).toBe(run);
    expect(child?.spanContext?.traceId).toBe(
      (recorder.named('RunWorkflow:ship')[0] as FinishedSpan).spanContext().traceId,
    );
    expect((await historyOf(open)).attempts[0]?.status).toBe('running');
    await open.terminate('enough');
    expect((await historyOf(open)).attempts[0]).toMatchObject({ status: 'failed', error: 'it was terminated: enough' });
  });

  testOwnServer('knows children that a handler started, or that were cancelled', async () => {
    for (const relation of ['link', 'parent'] as const) {
      recorder.reset();
      const taskQueue = temporal.name();
      const links = temporalLinks({ relation });
      await temporal.worker(taskQueue, links);
      const { workflow } = temporal.client(links);
      const handle = await workflow.start(hasty, { taskQueue, workflowId: temporal.name('w') });
      await handle.signal(approve, 'Ann');
      await handle.result();
      const waited = await workflow.start(impatient, { taskQueue, workflowId: temporal.name('w') });
      await waited.result();
      await temporal.endWorkers();
      const history = await historyOf(handle, { relation });
      expectSpansOf(history);
      const [, handler, child] = history.attempts;
      expect(child?.links.map(({ attempt }) => attempt)).toEqual([handler]);
      const [, cancelled] = (await historyOf(waited, { relation })).attempts;
      expect(cancelled).toMatchObject({ stage: 'RunWorkflow:loan', status: 'failed', error: 'it was cancelled' });
    }
  });

  test('of a run without links names no spans of activities', async () => {
    const taskQueue = temporal.name();
    const plain = { client: { workflow: [], schedule: [], activity: [] } };

    await temporal.worker(taskQueue, undefined, { workflowBundle: await bundle([]) });
    const handle = await temporal
      .client(plain)
      .workflow.start(ship, { taskQueue, workflowId: temporal.name('w'), args: [0] });
    await handle.result();
    const [, activity] = (await historyOf(handle)).attempts;
    expect(activity).toMatchObject({ stage: 'RunActivity:ship', spanContext: undefined, links: [] });
  });
});
