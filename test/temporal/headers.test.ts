/** The header `_tracer-data`: what others write, what is broken, and what a codec makes of it. */
import { join } from 'node:path';
import { SpanStatusCode } from '@opentelemetry/api';
import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { ActivityExecuteInput } from '@temporalio/worker';
import { formatLink, linksFrom } from 'spanlink';
import { fromTemporal } from 'spanlink/messages';
import { temporalLinks } from 'spanlink/temporal';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { recordCounts } from '../fixtures/reports';
import { A, linkOf } from '../fixtures/spans';
import { describeTemporal } from '../servers/server';
import { bundle, Temporal } from './temporal';
import { flaky, ship } from './workflows';

const recorder = recordSpans();
const links = temporalLinks();
let temporal: Temporal;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const payload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value) as Payload;

/** A client that sends one header, and nothing of ours. */
function sending(header: Payload): { client: typeof links.client } {
  const start: WorkflowClientInterceptor['startWithDetails'] = (input, next) =>
    next({ ...input, headers: { '_tracer-data': header } });
  return {
    client: { workflow: [{ startWithDetails: start }], schedule: [], activity: [] } as unknown as typeof links.client,
  };
}

async function run(client: Pick<typeof links, 'client'>): Promise<FinishedSpan> {
  recorder.reset();
  const taskQueue = temporal.name();
  await temporal.worker(taskQueue);
  const { workflow } = temporal.client(client);
  await expect(workflow.execute(ship, { taskQueue, workflowId: temporal.name('w'), args: [0] })).resolves.toBe(
    'shipped at 1',
  );
  await temporal.endWorkers();
  return recorder.span('RunWorkflow:ship');
}

describeTemporal('The header of a run', () => {
  beforeAll(async () => {
    temporal = await Temporal.start();
  });
  beforeEach(() => recorder.reset());
  afterEach(() => temporal.endWorkers());
  afterAll(() => temporal.stop());

  test('that another SDK wrote gives a link, with its trace state', async () => {
    const span = await run(sending(payload({ traceparent: A, tracestate: 'vendor=1', baggage: 'user=7' })));
    expect(span).toLinkTo(linkOf(A), { relation: 'origin' });
    expect(span.links[0]?.context.traceState?.serialize()).toBe('vendor=1');
    expect(recorder.span('RunActivity:ship')).toLinkTo(span, { relation: 'origin' });
  });

  test('that says that its span is not sampled is not said to be by what it leads to', async () => {
    await run(sending(payload({ traceparent: `${A.slice(0, -2)}00` })));
    expect(recorder.span('RunActivity:ship').links[0]?.context.traceFlags).toBe(0);
  });

  test('that cannot be read gives no link, and fails no task', async () => {
    const broken: Payload[] = [
      {},
      { data: null },
      { metadata: null, data: bytes('') },
      { data: bytes('{') },
      { data: bytes('null') },
      { data: bytes('[["traceparent"]]') },
      { data: bytes('"text"') },
      { data: new Uint8Array([0, 255, 7]) },
      payload({ traceparent: 'bad' }),
      payload({ traceparent: { toString: 7 }, 'spanlink-relation': 'parent' }),
      payload({ traceparent: `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`, 'spanlink-relation': 'parent' }),
      payload({ 'spanlink-origin': 'bad', 'spanlink-relation': 'parent', 'spanlink-run': 7 }),
      payload({ __proto__: { traceparent: A }, constructor: A }),
      payload({ traceparent: A, more: 'x'.repeat(100_000) }),
    ];
    for (const header of broken) {
      const span = await run(sending(header));
      expect(span).toHaveLinkCount(0);
      expect(span).toBeRootSpan();
      expect(recorder.span('RunActivity:ship')).toLinkTo(span, { relation: 'origin' });
    }
  });

  test('is encoded by a codec as anything else, and read behind it', async () => {
    const swap = (data: Uint8Array): Uint8Array => data.map((byte) => byte ^ 7);
    const codec: PayloadCodec = {
      encode: async (all) =>
        all.map(({ metadata, data }) => ({
          metadata: { ...metadata, swapped: bytes('1') },
          data: swap(data as Uint8Array),
        })),
      decode: async (all) =>
        all.map((one) =>
          one.metadata?.swapped ? { metadata: one.metadata, data: swap(one.data as Uint8Array) } : one,
        ),
    };
    const taskQueue = temporal.name();
    const dataConverter = { payloadCodecs: [codec] };
    await temporal.worker(taskQueue, links, { dataConverter });
    const { workflow } = temporal.client(links, { dataConverter });
    await workflow.execute(ship, { taskQueue, workflowId: temporal.name('w'), args: [1] });
    await temporal.endWorkers();
    const run = recorder.span('RunWorkflow:ship');
    expect(run).toLinkTo(recorder.span('StartWorkflow:ship'), { relation: 'origin' });
    for (const attempt of recorder.named('RunActivity:ship')) expect(attempt).toLinkTo(run, { relation: 'origin' });
  });

  test('of a worker whose codec throws is read once a worker has one that does not', async () => {
    const broken: PayloadCodec = {
      encode: async (all) => all,
      decode: async () => {
        throw new Error('no key');
      },
    };
    const taskQueue = temporal.name();
    const end = await temporal.worker(taskQueue, links, { dataConverter: { payloadCodecs: [broken] } });
    const { workflow } = temporal.client();
    const options = { taskQueue, workflowId: temporal.name('w'), workflowTaskTimeout: '1s' } as const;
    const handle = await workflow.start(ship, { ...options, args: [0] });
    const hasFailed = async (): Promise<boolean> =>
      (await handle.fetchHistory()).events?.some((event) => event.workflowTaskFailedEventAttributes) ?? false;
    while (!(await hasFailed()));
    await end();
    expect(recorder.named('RunWorkflow:ship')).toEqual([]);
    await temporal.worker(taskQueue);
    await expect(handle.result()).resolves.toBe('shipped at 1');
    await temporal.endWorkers();
    expect(recorder.span('RunWorkflow:ship')).toLinkTo(recorder.span('StartWorkflow:ship'), { relation: 'origin' });
    expect(recorder.unfinished).toEqual([]);
  });

  test('of a client whose codec throws is not sent, and its error is what the caller gets', async () => {
    const error = new Error('no key');
    const broken: PayloadCodec = { encode: () => Promise.reject(error), decode: async (all) => all };
    const { workflow } = temporal.client(links, { dataConverter: { payloadCodecs: [broken] } });
    const options = { taskQueue: temporal.name(), workflowId: temporal.name('w'), args: [0] as [number] };
    await expect(workflow.start(ship, options)).rejects.toBe(error);
    expect(recorder.span('StartWorkflow:ship').status).toMatchObject({ code: SpanStatusCode.ERROR, message: 'no key' });
  });

  test('leaves failures to their converter, and the error of a run as that has encoded it', async () => {
    const taskQueue = temporal.name();
    const failureConverterPath = join(__dirname, 'workflows/secretive-failures.ts');
    const workflowBundle = await bundle(undefined, { failureConverterPath });
    const dataConverter = { failureConverterPath };
    await temporal.worker(taskQueue, links, { dataConverter, workflowBundle });
    const { workflow } = temporal.client(links, { dataConverter });
    const options = { taskQueue, workflowId: temporal.name('w'), args: [1] as [number] };
    // it reads what it has written
    await expect(workflow.execute(flaky, options)).rejects.toMatchObject({ cause: { message: 'try 1 failed' } });
    await temporal.endWorkers();
    const [recorded] = recorder.span('CompleteWorkflow:flaky').events;
    expect(recorded?.attributes).toMatchObject({ 'exception.message': 'Encoded failure' });
  });

  test('is read by linksFrom from what any interceptor gets', async () => {
    const taskQueue = temporal.name();
    let seen: string[] = [];
    const { client, worker, sinks } = temporalLinks();
    const look = {
      inbound: {
        execute(input: ActivityExecuteInput, next: (input: ActivityExecuteInput) => Promise<unknown>) {
          seen = [linksFrom(input), fromTemporal(input)].flat().map(({ context }) => formatLink(context));
          return next(input);
        },
      },
    };
    const interceptors = { ...worker, activity: [...worker.activity, () => look] };
    await temporal.worker(taskQueue, links, { interceptors, sinks });
    const { workflow } = temporal.client({ client });
    await workflow.execute(ship, { taskQueue, workflowId: temporal.name('w'), args: [0] });
    await temporal.endWorkers();
    const run = formatLink(recorder.span('RunWorkflow:ship').spanContext());
    expect(seen).toEqual([run, run]);
  });
});

test('Without an SDK, nothing is written, and everything is called as it is', async () => {
  recorder.stop();
  const counts = recordCounts();
  const input = { workflowType: 'ship', headers: {}, options: { workflowId: 'w' } };
  const next = jest.fn(async () => ({ runId: 'r' }));
  await expect(links.client.workflow[0]?.startWithDetails(input, next)).resolves.toEqual({ runId: 'r' });
  expect(next).toHaveBeenCalledWith(input);
  expect(await counts()).toEqual({});
});
