/** The trace state of a job's spans, by which consistent sampling decides, where the application has no propagator. */
import { createTraceState, propagation, type SpanContext } from '@opentelemetry/api';
import type { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { type FinishedSpan, recordSpans, type SpanRecorder } from 'spanlink/testing';
import { describeWith } from '../servers/server';
import { Bull } from './bullmq';

const declined = async (): Promise<never> => {
  throw new Error('card declined');
};
/** Gives each span a trace state of its own, named by the span. */
const sampler = {
  shouldSample: (_context: unknown, _traceId: string, name: string) => ({
    decision: 2,
    traceState: createTraceState(`ot=th:8,span=${name.replace(/\W/g, '-')}`),
  }),
};
let bull: Bull;
let recorder: SpanRecorder;

const processed = (queue: Queue): FinishedSpan[] => [...recorder.named(`process ${queue.name}`)];
const linked = (span: FinishedSpan | undefined, relation: string): SpanContext | undefined =>
  span?.links.find(({ attributes }) => attributes?.['spanlink.relation'] === relation)?.context;
const stateOf = (context: SpanContext | undefined): string | undefined => context?.traceState?.serialize();

describeWith('redis-server', 'without a propagator, an attempt at a job of BullMQ', () => {
  beforeAll(async () => {
    bull = await Bull.start();
  });
  beforeEach(() => {
    recorder = recordSpans({ sampler });
    propagation.disable();
  });
  afterEach(() => recorder.stop());
  afterAll(() => bull.stop());

  test.each(['known to the telemetry', 'kept by BullMQ'])(
    'is linked to its producer and to the attempt before with their trace states (%s)',
    async (place) => {
      const telemetry = new LinkedTelemetry();
      const queue = bull.queue(telemetry);
      await queue.add('ship', {}, { attempts: 3 });
      await bull.work(queue, telemetry, 3, place === 'kept by BullMQ' ? telemetry.linkAttempts(declined) : declined);
      const producer = stateOf(recorder.span(`add ${queue.name}.ship`).spanContext());
      const attempts = processed(queue);
      expect(producer).toContain('ot=th:8');
      expect(attempts.map((attempt) => stateOf(linked(attempt, 'origin')))).toEqual([producer, producer, producer]);
      const before = stateOf(attempts[0]?.spanContext());
      expect(before).toContain('ot=th:8');
      expect(attempts.map((attempt) => stateOf(linked(attempt, 'retry_of')))).toEqual([undefined, before, before]);
    },
  );

  test('leaves the trace state of its producer with the job, for whoever retries it', async () => {
    const queue = bull.queue(new LinkedTelemetry());
    const { id } = await queue.add('ship', {}, { attempts: 2 });
    await bull.work(queue, new LinkedTelemetry(), 1, declined);
    const producer = recorder.span(`add ${queue.name}.ship`).spanContext();
    const redis = new Redis(bull.connection);
    const kept: unknown = JSON.parse((await redis.hget(queue.toKey(id as string), 'tm')) as string);
    redis.disconnect();
    expect(kept).toMatchObject({
      traceparent: `00-${producer.traceId}-${producer.spanId}-01`,
      tracestate: stateOf(producer),
    });
  });

  test('of a flow is linked to the producer of its parent with its trace state', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await bull.flows(telemetry).add({
      name: 'parent',
      queueName: queue.name,
      opts: {},
      children: [{ name: 'child', queueName: queue.name, opts: {} }],
    });
    await bull.work(queue, telemetry, 2);
    const child = processed(queue).find((span) => linked(span, 'parent') !== undefined);
    expect(stateOf(linked(child, 'parent'))).toContain('ot=th:8');
  });
});
