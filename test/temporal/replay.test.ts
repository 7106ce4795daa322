/** Workflow code is deterministic: links neither disturb it nor are they made again when it is replayed. */
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { temporalLinks } from 'spanlink/temporal';
import { recordSpans } from 'spanlink/testing';
import { describeTemporal } from '../servers/server';
import { type Bundle, bundle, Temporal } from './temporal';
import { approve, countDown, finish, loan, parent, race, raise, ship, shipHere } from './workflows';

const recorder = recordSpans();
let temporal: Temporal;
let plain: Bundle;

const withLinks = temporalLinks();

interface KeptHistory {
  readonly workflowId: string;
  readonly history: unknown;
}

/** Runs a workflow on a worker with that bundle, and returns its history. */
async function historyWith(
  workflowBundle: Bundle,
  workflow: (...args: number[]) => Promise<unknown>,
  args: number[],
): Promise<KeptHistory> {
  const taskQueue = temporal.name();
  const links = workflowBundle === plain ? undefined : withLinks;
  const end = await temporal.worker(taskQueue, links, { workflowBundle, maxCachedWorkflows: 0 });
  const client = temporal.client(links ?? { client: { workflow: [], schedule: [], activity: [] } });
  const workflowId = temporal.name('w');
  const options = { taskQueue, workflowId, args };
  // the signal is handled in the first task
  const signal = { signal: approve, signalArgs: ['Ann'] as [string] };
  if (workflow === (race as unknown)) await client.workflow.signalWithStart(workflow, { ...options, ...signal });
  else await client.workflow.start(workflow, options);
  const handle = client.workflow.getHandle(workflowId);
  const { runId } = await handle.describe();
  if (workflow === (loan as unknown)) {
    await handle.executeUpdate(raise, { args: [7] });
    await handle.signal(finish);
  }
  await handle.result();
  await end();
  const run = client.workflow.getHandle(workflowId, runId);
  return { workflowId, history: await run.fetchHistory() };
}

function replay(workflowBundle: Bundle, { workflowId, history }: KeptHistory): Promise<void> {
  const linked = workflowBundle === plain ? {} : { interceptors: withLinks.worker, sinks: withLinks.sinks };
  return Worker.runReplayHistory({ workflowBundle, ...linked }, history, workflowId);
}

const WORKFLOWS: [string, (...args: never[]) => Promise<unknown>, number[]][] = [
  ['with activities that fail', ship, [2]],
  ['with local activities', shipHere, [2]],
  ['that is continued as new', countDown, [1]],
  ['with a child', parent, []],
  ['with signals and updates', loan, []],
  ['whose commands depend on each microtask', race, []],
];

describeTemporal('The history of a run', () => {
  beforeAll(async () => {
    temporal = await Temporal.start();
    plain = await bundle([]);
  });
  beforeEach(() => recorder.reset());
  afterEach(() => temporal.endWorkers());
  afterAll(() => temporal.stop());

  test.each(WORKFLOWS)(
    '%s, made without links, is replayed with them, and makes no span',
    async (_what, workflow, args) => {
      const history = await historyWith(plain, workflow as never, args);
      recorder.reset();
      await expect(replay(temporal.bundle, history)).resolves.toBeUndefined();
      expect(recorder.spans).toEqual([]);
    },
  );

  test.each(WORKFLOWS)('%s, made with links, is replayed without them', async (_what, workflow, args) => {
    const history = await historyWith(temporal.bundle, workflow as never, args);
    await expect(replay(plain, history)).resolves.toBeUndefined();
    recorder.reset();
    await expect(replay(temporal.bundle, history)).resolves.toBeUndefined();
    expect(recorder.spans).toEqual([]);
  });

  test.each(['careless-inbound', 'careless-outbound'])(
    'is not replayed with interceptors that let a command take its turn later (%s)',
    async (module) => {
      const careless = await bundle([join(__dirname, `workflows/${module}.ts`)]);
      const history = await historyWith(plain, race as never, []);
      await expect(replay(careless, history)).rejects.toThrow('Nondeterminism');
    },
  );

  test('is replayed at each task where nothing is cached, and each span is made once', async () => {
    await historyWith(temporal.bundle, loan as never, []);
    const ids = recorder.spans.map((span) => span.spanContext().spanId);
    expect(new Set(ids).size).toBe(ids.length);
    const names = recorder.spans.map(({ name }) => name).sort();
    expect(names.filter((name) => /^(Run|Handle|Complete)/.test(name))).toEqual([
      'CompleteWorkflow:loan',
      'HandleSignal:finish',
      'HandleUpdate:raise',
      'RunWorkflow:loan',
    ]);
    const run = recorder.span('RunWorkflow:loan');
    expect(recorder.span('CompleteWorkflow:loan')).toBeChildOf(run);
    expect(recorder.span('HandleUpdate:raise')).toLinkTo(run, { relation: 'parent' });
  });
});
