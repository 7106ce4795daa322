/** A job of BullMQ with `spanlink/bullmq` as its telemetry. */
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { type Job, UnrecoverableError } from 'bullmq';
import { inSpan, LinkFrom, Span, SpanGuard } from 'spanlink';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { recordSpans } from 'spanlink/testing';
import { linkTargets } from '../fixtures/spans';
import { describeWith } from '../servers/server';
import { Bull } from './bullmq';

const recorder = recordSpans();
const relations = ['link', 'parent', 'both'] as const;
let bull: Bull;

const traceIdOf = (span: { spanContext(): { traceId: string } }): string => span.spanContext().traceId;
const relationsOf = (span: { readonly links: readonly { readonly attributes?: object }[] }): unknown[] =>
  span.links.map(({ attributes }) => (attributes as Record<string, unknown> | undefined)?.['spanlink.relation']);

class Fulfilment {
  @LinkFrom(0)
  async ship(job: Job): Promise<string> {
    return `shipped ${job.name}`;
  }

  @Span()
  async pack(_job: Job): Promise<void> {}
}

const fulfilment = new Fulfilment();

describeWith('redis-server', 'A job of BullMQ', () => {
  beforeAll(async () => {
    bull = await Bull.start();
  });
  beforeEach(() => recorder.reset());
  afterAll(() => bull.stop());

  test('is processed in a trace of its own, linked to the span that added it', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await inSpan('request', () => queue.add('ship', {}));
    await bull.work(queue, telemetry, 1);
    const process = recorder.span(`process ${queue.name}`);
    const add = recorder.span(`add ${queue.name}.ship`);
    expect(process).toBeRootSpan();
    expect(process.kind).toBe(SpanKind.CONSUMER);
    expect(process).toLinkTo(add, { relation: 'origin' });
    expect(process).toHaveLinkCount(1);
    expect(add.kind).toBe(SpanKind.PRODUCER);
    expect(add).toBeChildOf(recorder.span('request'));
    expect(recorder.unfinished).toEqual([]);
  });

  test('is received and settled by spans of the kind CLIENT', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.add('ship', {}, { attempts: 2 });
    await bull.work(queue, telemetry, 2, async ({ attemptsMade }) => {
      if (attemptsMade === 0) throw new Error('no label');
    });
    await queue.add('ship', {});
    await bull.worker(queue, telemetry, () => undefined, { autorun: false }).getNextJob('a token');
    const kinds = new Map<unknown, Set<number>>();
    for (const { attributes, kind } of recorder.spans) {
      const type = attributes['messaging.operation.type'];
      kinds.set(type, (kinds.get(type) ?? new Set()).add(kind));
    }
    expect(Object.fromEntries([...kinds].filter(([type]) => type !== undefined))).toEqual({
      send: new Set([SpanKind.PRODUCER]),
      receive: new Set([SpanKind.CLIENT]),
      process: new Set([SpanKind.CONSUMER]),
      settle: new Set([SpanKind.CLIENT]),
    });
  });

  test('continues the trace of its producer with the relation parent, and is linked to it, too', async () => {
    const telemetry = new LinkedTelemetry({ relation: 'parent' });
    const queue = bull.queue(telemetry);
    await queue.add('ship', {});
    await bull.work(queue, telemetry, 1);
    const process = recorder.span(`process ${queue.name}`);
    expect(process).toBeChildOf(recorder.span(`add ${queue.name}.ship`));
    expect(process).toLinkTo(recorder.span(`add ${queue.name}.ship`), { relation: 'parent' });
    expect(process).toHaveLinkCount(1);
  });

  test('has both the parent and the link with the relation both', async () => {
    const telemetry = new LinkedTelemetry({ relation: 'both' });
    const queue = bull.queue(telemetry);
    await queue.add('ship', {});
    await bull.work(queue, telemetry, 1);
    const process = recorder.span(`process ${queue.name}`);
    expect(process).toBeChildOf(recorder.span(`add ${queue.name}.ship`));
    expect(process).toLinkTo(recorder.span(`add ${queue.name}.ship`), { relation: 'origin' });
    expect(process).toHaveLinkCount(1);
  });

  test('that no span added begins a trace without a link', async () => {
    const queue = bull.queue();
    await queue.add('ship', {});
    for (const relation of relations) {
      await bull.work(queue, new LinkedTelemetry({ relation }), 1);
      await queue.add('ship', {});
    }
    for (const process of recorder.named(`process ${queue.name}`)) {
      expect(process).toBeRootSpan();
      expect(process).toHaveLinkCount(0);
    }
    expect(recorder.named(`process ${queue.name}`)).toHaveLength(3);
  });

  test('of a batch is linked to the span that added them all', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.addBulk(Array.from({ length: 20 }, (_, n) => ({ name: `n${n}`, data: {} })));
    await bull.work(queue, telemetry, 20, undefined, { concurrency: 5 });
    const processes = recorder.named(`process ${queue.name}`);
    for (const process of processes) {
      expect(process).toLinkTo(recorder.span(`addBulk ${queue.name}`));
      expect(process).toHaveLinkCount(1);
    }
    expect(new Set(processes.map(traceIdOf)).size).toBe(20);
  });

  test('that fails is an error with one exception, also if BullMQ tries it again', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.add('ship', {}, { attempts: 2 });
    await bull.work(queue, telemetry, 2, async () => {
      throw new RangeError('card declined');
    });
    const processes = recorder.named(`process ${queue.name}`);
    expect(processes.map(({ status }) => status)).toEqual(
      Array(2).fill({ code: SpanStatusCode.ERROR, message: 'card declined' }),
    );
    for (const { events } of processes) {
      expect(events.map(({ name }) => name)).toEqual(['job failed', 'exception']);
      expect(events[1]?.attributes?.['exception.message']).toBe('card declined');
    }
  });

  test('whose processor links attempts has the type and the stack of what it threw', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.add('ship', {});
    await bull.work(
      queue,
      telemetry,
      1,
      telemetry.linkAttempts(async () => {
        throw new RangeError('card declined');
      }),
    );
    const { events } = recorder.span(`process ${queue.name}`);
    const [exception, ...others] = events.filter(({ name }) => name === 'exception');
    expect(others).toEqual([]);
    expect(exception?.attributes).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'card declined',
    });
    expect(exception?.attributes?.['exception.stacktrace']).toContain('bullmq.test.ts');
  });

  test('that cannot be added is an error of the span that adds it, and the error goes through', async () => {
    const queue = bull.queue(new LinkedTelemetry());
    await expect(queue.add('ship', {}, { jobId: '0' })).rejects.toThrow("JobId cannot be '0'");
    const add = recorder.span(`add ${queue.name}.ship`);
    expect(add.status.code).toBe(SpanStatusCode.ERROR);
    expect(add.events).toHaveLength(1);
  });

  test('has the attributes of the messaging conventions beside those of BullMQ', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    const job = await queue.add('ship', {});
    await queue.addBulk([
      { name: 'a', data: {} },
      { name: 'b', data: {} },
    ]);
    await bull.work(queue, telemetry, 1);
    const shared = {
      'messaging.system.name': 'bullmq',
      'messaging.destination.name': queue.name,
      'bullmq.queue.name': queue.name,
    };
    expect(recorder.span(`add ${queue.name}.ship`).attributes).toMatchObject({
      ...shared,
      'messaging.operation.name': 'add',
      'messaging.operation.type': 'send',
      'messaging.message.id': job.id,
      'bullmq.job.name': 'ship',
    });
    expect(recorder.span(`addBulk ${queue.name}`).attributes).toMatchObject({
      ...shared,
      'messaging.operation.type': 'send',
      'messaging.batch.message_count': 2,
    });
    expect(recorder.named(`process ${queue.name}`)[0]?.attributes).toMatchObject({
      ...shared,
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.message.id': job.id,
      'bullmq.job.id': job.id,
      'bullmq.job.attempts.made': 1,
    });
    expect(recorder.named(`complete ${queue.name}`)[0]?.attributes).toMatchObject({
      ...shared,
      'messaging.operation.type': 'settle',
    });
  });

  test('has the names of before as well where the environment asks for both', async () => {
    process.env.OTEL_SEMCONV_STABILITY_OPT_IN = 'messaging/dup';
    try {
      const telemetry = new LinkedTelemetry();
      const queue = bull.queue(telemetry);
      await queue.add('ship', {});
      await bull.work(queue, telemetry, 1);
      for (const name of [`add ${queue.name}.ship`, `process ${queue.name}`, `complete ${queue.name}`])
        expect(recorder.span(name).attributes).toMatchObject({
          'messaging.system.name': 'bullmq',
          'messaging.system': 'bullmq',
        });
    } finally {
      delete process.env.OTEL_SEMCONV_STABILITY_OPT_IN;
    }
  });

  test('that a decorated method gets is its parent and gives it one link to the producer', async () => {
    for (const relation of relations) {
      recorder.reset();
      const telemetry = new LinkedTelemetry({ relation });
      const queue = bull.queue(telemetry);
      await queue.add('ship', {});
      await bull.work(queue, telemetry, 1, async (job) => {
        await fulfilment.pack(job);
        return fulfilment.ship(job);
      });
      const process = recorder.span(`process ${queue.name}`);
      expect(recorder.span('Fulfilment.ship')).toBeChildOf(process);
      expect(recorder.span('Fulfilment.ship')).toLinkTo(recorder.span(`add ${queue.name}.ship`));
      expect(recorder.span('Fulfilment.ship')).toHaveLinkCount(1);
      expect(recorder.span('Fulfilment.pack')).toBeChildOf(process);
      expect(recorder.span('Fulfilment.pack')).toHaveLinkCount(0);
    }
  });

  test('that is added by a processor belongs to the trace of that', async () => {
    const telemetry = new LinkedTelemetry();
    const [first, second] = [bull.queue(telemetry), bull.queue(telemetry)];
    await first.add('place', {});
    await bull.work(first, telemetry, 1, () => second.add('ship', {}));
    await bull.work(second, telemetry, 1);
    expect(recorder.span(`add ${second.name}.ship`)).toBeChildOf(recorder.span(`process ${first.name}`));
    expect(recorder.span(`process ${second.name}`)).toLinkTo(recorder.span(`add ${second.name}.ship`), {
      relation: 'origin',
    });
    expect(recorder.span(`process ${second.name}`)).toBeRootSpan();
  });

  test('that a listener moves aside is linked to the attempt that gave up', async () => {
    const telemetry = new LinkedTelemetry();
    const [queue, buried] = [bull.queue(telemetry), bull.queue(telemetry)];
    await queue.add('ship', {});
    const worker = bull.worker(queue, telemetry, () => Promise.reject(new UnrecoverableError('card declined')));
    await new Promise<void>((resolve) =>
      worker.on('failed', (job) => void buried.add('bury', job?.data).then(() => resolve())),
    );
    await worker.close();
    class Funeral {
      @LinkFrom(0, { relation: 'dead_letter_of' })
      async bury(_job: Job): Promise<void> {}
    }
    await bull.work(buried, telemetry, 1, (job) => new Funeral().bury(job));
    expect(recorder.span(`add ${buried.name}.bury`)).toBeChildOf(recorder.span(`process ${queue.name}`));
    expect(recorder.span('Funeral.bury')).toLinkTo(recorder.span(`add ${buried.name}.bury`), {
      relation: 'dead_letter_of',
    });
  });

  test('can be described by the guard of its span, which is current in the processor', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.add('ship', {});
    const cause = `${'ab'.repeat(16)}-${'cd'.repeat(8)}`;
    await bull.work(queue, telemetry, 1, async () => {
      await Promise.resolve();
      SpanGuard.current().setAttribute('order.id', 7).link(cause, { relation: 'batch_item' });
      expect(trace.getActiveSpan()?.spanContext()).toEqual(SpanGuard.current().spanContext());
    });
    const process = recorder.span(`process ${queue.name}`);
    expect(process.attributes['order.id']).toBe(7);
    expect(relationsOf(process)).toEqual(['origin', 'batch_item']);
    expect(process.status.code).toBe(SpanStatusCode.UNSET);
  });

  test('that is fetched by hand links its fetching, and keeps its producer when it is failed by hand', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    const { id } = await queue.add('ship', {}, { attempts: 2 });
    const worker = bull.worker(queue, telemetry, null as never);
    const job = (await worker.getNextJob('token')) as Job;
    await inSpan('my own span', () => job.moveToFailed(new Error('no'), 'token'));
    expect(recorder.span(`getNextJob ${queue.name}`)).toLinkTo(recorder.span(`add ${queue.name}.ship`), {
      relation: 'origin',
    });
    expect(recorder.span(`retry ${queue.name}`)).toBeChildOf(recorder.span('my own span'));
    expect((await queue.getJob(id as string))?.opts.telemetry?.metadata).toBe(job.opts.telemetry?.metadata);
  });

  test('of a worker that was made in a span is not in that span’s trace, nor is the worker’s own work', async () => {
    const telemetry = new LinkedTelemetry({ relation: 'parent' });
    const queue = bull.queue();
    await queue.add('ship', {});
    await inSpan('startup', () => bull.work(queue, telemetry, 1));
    expect(recorder.span(`process ${queue.name}`)).toBeRootSpan();
    for (const span of recorder.named(`moveStalledJobsToWait ${queue.name}`)) expect(span).toBeRootSpan();
  });

  test('is counted by BullMQ on the meter of its telemetry', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
    const provider = new MeterProvider({ readers: [reader] });
    const telemetry = new LinkedTelemetry({ meter: provider.getMeter('bullmq') });
    const queue = bull.queue(telemetry);
    await queue.add('ship', {});
    await bull.work(queue, telemetry, 1);
    await provider.forceFlush();
    const [{ scopeMetrics } = { scopeMetrics: [] }] = exporter.getMetrics();
    expect(scopeMetrics.flatMap(({ metrics }) => metrics.map(({ descriptor }) => descriptor.name))).toContain(
      'bullmq.jobs.completed',
    );
    await provider.shutdown();
  });

  test("carries the application's headers and nothing else of the span that added it", async () => {
    const queue = bull.queue(new LinkedTelemetry());
    const job = await queue.add('ship', {});
    const { traceId, spanId } = recorder.span(`add ${queue.name}.ship`).spanContext();
    expect(JSON.parse(job.opts.telemetry?.metadata ?? '')).toEqual({ traceparent: `00-${traceId}-${spanId}-01` });
  });

  test('carries nothing with omitContext', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.add('ship', {}, { telemetry: { omitContext: true } });
    await bull.work(queue, telemetry, 1);
    expect(recorder.span(`process ${queue.name}`)).toHaveLinkCount(0);
    expect(recorder.span(`process ${queue.name}`)).toBeRootSpan();
  });

  test('of another process is linked by the text that BullMQ keeps, whoever wrote it', async () => {
    const queue = bull.queue();
    const metadata = JSON.stringify({ traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01` });
    await queue.add('ship', {}, { telemetry: { metadata } });
    await bull.work(queue, new LinkedTelemetry(), 1);
    expect(linkTargets(recorder.span(`process ${queue.name}`))).toEqual([`${'ab'.repeat(16)}-${'cd'.repeat(8)}`]);
  });
});

test('the telemetry refuses an unknown relation', () => {
  expect(() => new LinkedTelemetry({ relation: 'child' as 'link' })).toThrow(
    expect.objectContaining({
      name: 'TypeError',
      code: 'ERR_SPANLINK_BULLMQ',
      message: "LinkedTelemetry: relation is not 'link', 'parent' or 'both'",
    }),
  );
});
