/** No failure of `spanlink/bullmq`, or of the values that it gets, reaches a queue. */
import { context, propagation, SpanStatusCode, type TextMapPropagator, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { Job } from 'bullmq';
import { inSpan, SpanGuard } from 'spanlink';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';
import { recordSpansWith } from '../fixtures/spans';
import { describeWith } from '../servers/server';
import { Bull } from './bullmq';
import { POISONED } from './poisoned';

let bull: Bull;
const ids = `${'ab'.repeat(16)}-${'cd'.repeat(8)}`;

/** Metadata in Redis that is broken, or meant to break us. */
const BAD: readonly string[] = [
  ...POISONED.map(([, headers]) => JSON.stringify(headers)),
  'not JSON',
  '{',
  'null',
  '[]',
  '7',
  '"text"',
  '{}',
  '{"traceparent":null}',
  '{"traceparent":{"toString":1}}',
  `{"traceparent":"00-${'0'.repeat(32)}-${'0'.repeat(16)}-01"}`,
  `{"traceparent":"ff-${ids}-01"}`,
  `{"__proto__":{"traceparent":"00-${ids}-01"}}`,
  `{"constructor":{"prototype":{"traceparent":"00-${ids}-01"}}}`,
  `{"spanlink-retry-of":{"traceparent":"00-${ids}-01"},"spanlink-parent":["00-${ids}-01"]}`,
  `{"spanlink-retry-of":"00-${'0'.repeat(32)}-${'0'.repeat(16)}-01","spanlink-parent":"-"}`,
  `{"baggage":"${'a=b,'.repeat(5_000)}"}`,
  `{"traceparent":"${'0'.repeat(4_000_000)}"}`,
  'x'.repeat(4_000_000),
  '['.repeat(100_000),
];

describeWith('redis-server', 'A queue with linked telemetry', () => {
  beforeAll(async () => {
    bull = await Bull.start();
  });
  beforeEach(() => recordReports());
  afterEach(() => {
    recordSpans().stop();
  });
  afterAll(() => bull.stop());

  test('handles each job whose metadata is poisoned, without a link', async () => {
    const recorder = recordSpans();
    const queue = bull.queue();
    await queue.addBulk(BAD.map((metadata, n) => ({ name: `n${n}`, data: {}, opts: { telemetry: { metadata } } })));
    const handled: string[] = [];
    const telemetry = new LinkedTelemetry({ relation: 'both' });
    await bull.work(queue, telemetry, BAD.length, (job) => handled.push(job.name));
    expect(handled).toEqual(BAD.map((_, n) => `n${n}`));
    const processes = recorder.named(`process ${queue.name}`);
    expect(processes).toHaveLength(BAD.length);
    for (const process of processes) {
      expect(process).toBeRootSpan();
      expect(process).toHaveLinkCount(0);
      expect(process.status.code).toBe(SpanStatusCode.UNSET);
    }
  });

  test('runs without an SDK, starts no span and writes nothing with a job', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    const job = await queue.add('ship', {}, { attempts: 2 });
    const results: unknown[] = [];
    const ship = telemetry.linkAttempts(async ({ attemptsMade }: Job) => {
      results.push(attemptsMade);
      if (attemptsMade === 0) throw new Error('card declined');
    });
    await bull.work(queue, telemetry, 2, ship);
    expect(results).toEqual([0, 1]);
    expect(job.opts.telemetry).toBeUndefined();
    expect((await queue.getJob(job.id as string))?.opts.telemetry).toBeUndefined();
    expect(telemetry.tracer.startSpan('one')).toBe(telemetry.tracer.startSpan('another'));
    expect(telemetry.contextManager.fromMetadata(context.active(), '{"traceparent":"x"}')).toBe(context.active());
    expect(SpanGuard.current().state).toBe('disabled');
  });

  test('keeps what a job carries if the worker has no SDK', async () => {
    const recorder = recordSpans();
    const queue = bull.queue(new LinkedTelemetry());
    const { opts, id } = await queue.add('ship', {}, { attempts: 2 });
    recorder.stop();
    await bull.work(queue, new LinkedTelemetry(), 2, () => Promise.reject(new Error('card declined')));
    expect((await queue.getJob(id as string))?.opts.telemetry).toEqual(opts.telemetry);
  });

  test('works with a propagator that throws, and is still linked', async () => {
    const recorder = recordSpans();
    propagation.disable();
    const broken: TextMapPropagator = {
      inject: () => {
        throw new Error('inject');
      },
      extract: () => {
        throw new Error('extract');
      },
      fields: () => [],
    };
    propagation.setGlobalPropagator(broken);
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.add('one', {});
    await queue.add('two', {}, { telemetry: { metadata: JSON.stringify({ traceparent: `00-${ids}-01` }) } });
    const plain = bull.queue(undefined, queue.name);
    await plain.add('three', {}, { telemetry: { metadata: JSON.stringify({ traceparent: `00-${ids}-01` }) } });
    await bull.work(queue, telemetry, 3);
    const processes = recorder.named(`process ${queue.name}`);
    expect(processes).toHaveLength(3);
    expect(processes[2]?.links).toHaveLength(1);
  });

  test('works with an SDK that throws', async () => {
    for (const broken of ['onStart', 'onEnd'] as const) {
      const recorder = recordSpansWith({
        [broken]: () => {
          throw new Error(`the SDK's ${broken}`);
        },
      });
      const telemetry = new LinkedTelemetry();
      const queue = bull.queue(telemetry);
      await queue.add('ship', {});
      let shipped = 0;
      await bull.work(queue, telemetry, 1, () => shipped++);
      expect(shipped).toBe(1);
      recorder.stop();
      trace.disable();
      context.disable();
    }
  });

  test('starts no span while tracing is suppressed, and writes nothing with a job', async () => {
    const recorder = recordSpans();
    const telemetry = new LinkedTelemetry();
    const [queue, quiet] = [bull.queue(telemetry), bull.queue(telemetry)];
    const add = (): Promise<Job> => context.with(suppressTracing(context.active()), () => quiet.add('ship', {}));
    const jobs = [await inSpan('around', add)];
    await queue.add('place', {});
    await bull.work(queue, telemetry, 1, async () => jobs.push(await add()));
    expect(jobs.map(({ opts }) => opts.telemetry)).toEqual([undefined, undefined]);
    expect(recorder.spans.filter(({ name }) => name.startsWith('add '))).toHaveLength(1);
    recorder.stop();
  });

  test('passes the baggage of a producer on to the processor, which belongs to no other span of it', async () => {
    const recorder = recordSpans();
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    const tenant = propagation.createBaggage({ tenant: { value: 'acme' } });
    await context.with(propagation.setBaggage(context.active(), tenant), () => queue.add('ship', {}));
    await queue.add('ship', {});
    const seen: unknown[] = [];
    await bull.work(queue, telemetry, 2, () => seen.push(propagation.getActiveBaggage()?.getEntry('tenant')?.value));
    expect(seen).toEqual(['acme', undefined]);
    for (const process of recorder.named(`process ${queue.name}`)) expect(process).toBeRootSpan();
    recorder.stop();
  });
});
