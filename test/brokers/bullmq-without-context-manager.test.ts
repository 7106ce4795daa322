/** BullMQ without a context manager: a processor knows the span of its own attempt. */
import { context } from '@opentelemetry/api';
import type { Job } from 'bullmq';
import { SpanGuard } from 'spanlink';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { recordSpans } from 'spanlink/testing';
import { cause, causeLink, linkTargets } from '../fixtures/spans';
import { describeWith } from '../servers/server';
import { Bull } from './bullmq';

const recorder = recordSpans();
context.disable();
let bull: Bull;

describeWith('redis-server', 'a processor without a context manager', () => {
  beforeAll(async () => {
    bull = await Bull.start();
  });
  beforeEach(() => recorder.reset());
  afterAll(async () => {
    await bull.stop();
    recorder.stop();
  });

  test.each([true, false])('has the guard of its attempt (its processor links attempts: %s)', async (isLinking) => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.add('ship', { n: 0 });
    await queue.add('ship', { n: 1 });
    const ship = async (job?: Job<{ n: number }>): Promise<void> => {
      const span = SpanGuard.current().link(cause(job?.data.n ?? 9));
      await Promise.resolve();
      span.setAttribute('n', job?.data.n ?? 9);
      if (job?.attemptsMade === 0) throw new Error('card declined');
    };
    await bull.work(queue, telemetry, 2, isLinking ? telemetry.linkAttempts(ship) : ship);
    for (const job of await queue.getFailed()) await job.retry('failed');
    await bull.work(queue, telemetry, 2, isLinking ? telemetry.linkAttempts(ship) : ship);
    const attempts = recorder.named(`process ${queue.name}`);
    expect(attempts).toHaveLength(4);
    for (const attempt of attempts) {
      expect(linkTargets(attempt)).toContain(causeLink(Number(attempt.attributes.n)));
      expect(linkTargets(attempt)).not.toContain(causeLink(1 - Number(attempt.attributes.n)));
    }
    const retried = (n: number) => attempts.filter(({ attributes }) => attributes.n === n);
    for (const n of [0, 1]) {
      const [first, second] = retried(n);
      expect(second).toLinkTo(first as NonNullable<typeof first>, { relation: 'retry_of' });
    }
  });
});
