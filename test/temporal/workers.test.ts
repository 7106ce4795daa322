/** Workers in other languages, with Temporal's own interceptors there: their spans and ours are linked. */
import { recordSpans, type FinishedSpan } from 'spanlink/testing';
import { findWorker, type Language, LANGUAGES } from '../../tools/temporal-workers.cjs';
import { describeTemporal, type Server, startServer } from '../servers/server';
import { Temporal } from './temporal';
import { call } from './workflows';

const recorder = recordSpans();
let temporal: Temporal;

const traceOf = (span: FinishedSpan): string => span.spanContext().traceId;

function startWorker(language: Language, queue: string): Promise<Server> {
  const { address, namespace } = temporal.server;
  const found = findWorker(language, address, namespace, queue);
  if (found === undefined) throw new Error(`no worker in ${language}: run \`node tools/temporal-workers.cjs\``);
  const { binary, args, env = {} } = found;
  return startServer(binary, () => ({ args, ready: /works/, env }));
}

/** Calls a workflow until it ends, with a worker of ours. */
async function run<R>(taskQueue: string, execute: () => Promise<R>): Promise<R> {
  recorder.reset();
  await temporal.worker(taskQueue);
  const result = await execute();
  await temporal.endWorkers();
  return result;
}

const describeWorkers = (findWorker('Go') === undefined ? describe.skip : describeTemporal) as typeof describeTemporal;

describeWorkers('Beside a worker in another language', () => {
  beforeAll(async () => {
    temporal = await Temporal.start();
  });
  afterAll(() => temporal.stop());

  for (const language of LANGUAGES) {
    const describeLanguage = findWorker(language) === undefined ? describe.skip : describe;
    describeLanguage(`which is ${language}`, () => {
      const [queue, taskQueue] = [`${language}-theirs`, `${language}-ours`];
      let worker: Server | undefined;

      beforeAll(async () => {
        worker = await startWorker(language, queue);
      });
      afterAll(() => worker?.stop());

      test('our activity is linked to its run, which continues the trace of our client', async () => {
        const { workflow } = temporal.client();
        const options = { taskQueue: queue, workflowId: temporal.name('w'), args: [taskQueue, 'ship'] };
        await expect(run(taskQueue, () => workflow.execute('calls', options))).resolves.toBe('shipped at 1');
        const attempt = recorder.span('RunActivity:ship');
        const start = recorder.span('StartWorkflow:calls');
        expect(attempt).toBeRootSpan();
        expect(attempt).toHaveLinkCount(1);
        expect(attempt.links[0]?.attributes).toMatchObject({ 'spanlink.relation': 'origin' });
        expect(attempt.links[0]?.context.traceId).toBe(traceOf(start));
        expect(attempt.links[0]?.context.spanId).not.toBe(start.spanContext().spanId);
      });

      test('its activity continues the trace of our run', async () => {
        const { workflow } = temporal.client();
        const options = { taskQueue, workflowId: temporal.name('w'), args: ['seen', queue] as [string, string] };
        const seen = await run(taskQueue, () => workflow.execute(call, options));
        expect(seen).toBe(traceOf(recorder.span('RunWorkflow:call')));
      });

      test('our run and its handlers are linked to the calls of its client', async () => {
        const { workflow } = temporal.client();
        const args: [string, string, ...string[]] = ['asks', queue, taskQueue, temporal.name('loan')];
        const seen = await run(taskQueue, () =>
          workflow.execute(call, { taskQueue, workflowId: temporal.name('w'), args }),
        );
        const loan = recorder.span('RunWorkflow:loan');
        for (const name of [
          ...['RunWorkflow:loan', 'HandleSignal:approve', 'HandleSignal:finish'],
          ...['HandleUpdate:raise', 'HandleQuery:amount'],
        ]) {
          const span = recorder.span(name);
          expect(span).toBeRootSpan();
          const [sender, run] = span.links;
          expect(sender?.context).toMatchObject({ traceId: seen, isRemote: true });
          expect(sender?.attributes).toMatchObject({ 'spanlink.relation': 'origin' });
          if (span !== loan) expect(run?.context.spanId).toBe(loan.spanContext().spanId);
        }
        const senders = recorder.spans.flatMap(({ name, links: [sender] }) =>
          name.startsWith('Handle') ? [sender?.context.spanId] : [],
        );
        expect(new Set(senders).size).toBe(4);
      });
    });
  }
});
