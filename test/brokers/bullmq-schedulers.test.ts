/** Job schedulers of BullMQ, and the endless trace that they make with telemetry that only knows parents. */
import { BullMQOtel } from 'bullmq-otel';
import type { JobSchedulerTemplateOptions, Queue, Telemetry } from 'bullmq';
import { inSpan } from 'spanlink';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { describeWith } from '../servers/server';
import { Bull } from './bullmq';

const recorder = recordSpans();
let bull: Bull;

const processed = (queue: Queue): readonly FinishedSpan[] => recorder.named(`process ${queue.name}`);
const traceIdsOf = (spans: readonly FinishedSpan[]): string[] => [
  ...new Set(spans.map((span) => span.spanContext().traceId)),
];

/** Lets a scheduler make so many jobs, and returns the queue. */
async function schedule(
  telemetry: Telemetry,
  count: number,
  opts: JobSchedulerTemplateOptions = {},
  process?: () => unknown,
): Promise<Queue> {
  const queue = bull.queue(telemetry);
  await inSpan('deployment', () => queue.upsertJobScheduler('tick', { every: 20 }, { name: 'tick', opts }));
  await bull.work(queue, telemetry, count, process);
  await queue.removeJobScheduler('tick');
  return queue;
}

describeWith('redis-server', 'A job scheduler of BullMQ', () => {
  beforeAll(async () => {
    bull = await Bull.start();
  });
  beforeEach(() => recorder.reset());
  afterAll(() => bull.stop());

  test.each(['link', 'parent', 'both'] as const)(
    'gives each of its jobs a trace of its own, linked to where it was set up, with the relation %s',
    async (relation) => {
      const queue = await schedule(new LinkedTelemetry({ relation }), 5);
      const [setUp] = recorder.named(`add ${queue.name}.tick`);
      expect(setUp).toBeChildOf(recorder.span('deployment'));
      expect(processed(queue).length).toBeGreaterThanOrEqual(5);
      expect(traceIdsOf(processed(queue))).toHaveLength(processed(queue).length);
      for (const span of processed(queue)) {
        expect(span).toBeRootSpan();
        expect(span).toLinkTo(setUp as FinishedSpan, { relation: 'origin' });
        expect(span).toHaveLinkCount(1);
      }
      expect(traceIdsOf(processed(queue))).not.toContain(recorder.span('deployment').spanContext().traceId);
    },
  );

  test('links the attempts at each of its jobs, and no job to the attempts at another', async () => {
    const declined = async (): Promise<never> => {
      throw new Error('card declined');
    };
    const queue = await schedule(new LinkedTelemetry(), 6, { attempts: 2 }, declined);
    const byJob = new Map<unknown, FinishedSpan[]>();
    for (const span of processed(queue))
      byJob.set(span.attributes['bullmq.job.id'], [...(byJob.get(span.attributes['bullmq.job.id']) ?? []), span]);
    expect(byJob.size).toBeGreaterThanOrEqual(3);
    for (const [first, second] of byJob.values()) {
      expect(first).toHaveLinkCount(1);
      if (second === undefined) continue;
      expect(second).toLinkTo(first as FinishedSpan, { relation: 'retry_of' });
      expect(second).toHaveLinkCount(2);
    }
  });

  test('makes one endless trace with bullmq-otel, which linked telemetry avoids', async () => {
    const queue = await schedule(new BullMQOtel({ tracerName: 'bullmq' }), 5);
    expect(traceIdsOf(processed(queue))).toEqual([recorder.span('deployment').spanContext().traceId]);
  });
});
