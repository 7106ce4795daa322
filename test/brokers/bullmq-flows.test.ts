/** Flows of BullMQ: children are linked to the span that added them, and to the one that added their parent. */
import { SpanKind } from '@opentelemetry/api';
import type { JobNode } from 'bullmq';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { describeWith } from '../servers/server';
import { Bull } from './bullmq';

const recorder = recordSpans();
let bull: Bull;

/** The span that added a job. */
function addedBy({ job }: JobNode): FinishedSpan {
  const found = recorder.spans.find(
    ({ name, attributes }) => name.startsWith('addNode') && attributes['messaging.message.id'] === job.id,
  );
  if (found === undefined) throw new Error(`no span added ${job.id}`);
  return found;
}

/** The span that processed it. */
function processedBy({ job }: JobNode): FinishedSpan {
  const found = recorder.spans.find(
    ({ name, attributes }) => name.startsWith('process') && attributes['messaging.message.id'] === job.id,
  );
  if (found === undefined) throw new Error(`no span processed ${job.id}`);
  return found;
}

describeWith('redis-server', 'A flow of BullMQ', () => {
  beforeAll(async () => {
    bull = await Bull.start();
  });
  beforeEach(() => recorder.reset());
  afterAll(() => bull.stop());

  test.each(['link', 'parent', 'both'] as const)(
    'links each child to the span that added its parent, with the relation %s',
    async (relation) => {
      const telemetry = new LinkedTelemetry({ relation });
      const [orders, parcels] = [bull.queue(), bull.queue()];
      const flow = await bull.flows(telemetry).add({
        name: 'order',
        queueName: orders.name,
        opts: {},
        children: [
          {
            name: 'parcel',
            queueName: parcels.name,
            opts: {},
            children: [{ name: 'label', queueName: parcels.name, opts: {} }],
          },
          { name: 'parcel', queueName: parcels.name, opts: {} },
        ],
      });
      await bull.work(parcels, telemetry, 3);
      await bull.work(orders, telemetry, 1);
      const [parcel, other] = flow.children as [JobNode, JobNode];
      const [label] = parcel.children as [JobNode];
      for (const [child, parent] of [
        [parcel, flow],
        [other, flow],
        [label, parcel],
      ] as const) {
        expect(processedBy(child)).toLinkTo(addedBy(parent), { relation: 'parent' });
        expect(processedBy(child)).toHaveLinkCount(2);
      }
      expect(processedBy(flow)).toHaveLinkCount(1);
      for (const node of [flow, parcel, other, label]) {
        if (relation === 'link') expect(processedBy(node)).toBeRootSpan();
        else expect(processedBy(node)).toBeChildOf(addedBy(node));
        const origin = relation === 'parent' ? 'parent' : 'origin';
        expect(processedBy(node)).toLinkTo(addedBy(node), { relation: origin });
      }
    },
  );

  test('is one trace where it is added, and each of several at once', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue();
    const flows = await bull.flows(telemetry).addBulk([
      { name: 'a', queueName: queue.name, opts: {}, children: [{ name: 'b', queueName: queue.name, opts: {} }] },
      { name: 'c', queueName: queue.name, opts: {} },
    ]);
    const bulk = recorder.span('addBulkFlows');
    for (const flow of flows) expect(addedBy(flow)).toBeChildOf(bulk);
    const created = recorder.spans.filter(({ name }) => name.startsWith('addNode'));
    expect(created).toHaveLength(3);
    for (const node of created) expect(bulk).toLinkTo(node);
    expect(bulk.attributes).toMatchObject({ 'messaging.operation.type': 'send', 'messaging.batch.message_count': 2 });
    expect(bulk.attributes).not.toHaveProperty(['messaging.destination.name']);
  });

  test('is sent by a span of the kind CLIENT, linked to those that create its jobs, however many', async () => {
    const queue = bull.queue();
    const child = { name: 'parcel', queueName: queue.name };
    const { job } = await bull.flows(new LinkedTelemetry()).add({
      name: 'order',
      queueName: queue.name,
      children: Array.from({ length: 150 }, () => ({ ...child, children: [child] })),
    });
    expect(job.id).toBeDefined();
    const send = recorder.span(`addFlow ${queue.name}`);
    const created = recorder.named(`addNode ${queue.name}`);
    expect(created).toHaveLength(301);
    expect(new Set(created.map(({ kind }) => kind))).toEqual(new Set([SpanKind.PRODUCER]));
    expect(send.kind).toBe(SpanKind.CLIENT);
    const links = recorder.spans.filter(({ name }) => name.startsWith(send.name)).flatMap((span) => span.links);
    expect(new Set(links.map(({ context }) => context.spanId))).toEqual(
      new Set(created.map((span) => span.spanContext().spanId)),
    );
  });

  test('links no job that was added without options, as BullMQ writes nothing with it', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue();
    const { job } = await bull.flows(telemetry).add({ name: 'order', queueName: queue.name });
    await bull.work(queue, telemetry, 1);
    expect(job.opts.telemetry).toBeUndefined();
    expect(recorder.span(`process ${queue.name}`)).toHaveLinkCount(0);
  });

  test('links a child that is tried again to its attempt before as well', async () => {
    const telemetry = new LinkedTelemetry();
    const [orders, parcels] = [bull.queue(), bull.queue()];
    const flow = await bull.flows(telemetry).add({
      name: 'order',
      queueName: orders.name,
      opts: {},
      children: [{ name: 'parcel', queueName: parcels.name, opts: { attempts: 2 } }],
    });
    await bull.work(parcels, telemetry, 2, async () => {
      throw new Error('no label');
    });
    const [child] = flow.children as [JobNode];
    const [first, second] = recorder.named(`process ${parcels.name}`) as [FinishedSpan, FinishedSpan];
    expect(second).toLinkTo(addedBy(child), { relation: 'origin' });
    expect(second).toLinkTo(addedBy(flow), { relation: 'parent' });
    expect(second).toLinkTo(first, { relation: 'retry_of' });
    expect(second).toHaveLinkCount(3);
  });
});
