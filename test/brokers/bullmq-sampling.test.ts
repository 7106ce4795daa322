/** Sampling of BullMQ’s jobs: the links that a sampler sees, and the links of jobs that are not sampled. */
import type { Attributes, Link } from '@opentelemetry/api';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-node';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { recordSpans } from 'spanlink/testing';
import { linkTargets } from '../fixtures/spans';
import { describeWith } from '../servers/server';
import { Bull } from './bullmq';

const declined = async (): Promise<never> => {
  throw new Error('card declined');
};
let bull: Bull;

describeWith('redis-server', 'A sampler', () => {
  beforeAll(async () => {
    bull = await Bull.start();
  });
  afterAll(() => bull.stop());

  test.each([true, false])(
    'sees the links and the job of an attempt when it starts (its processor links attempts: %s)',
    async (isLinked) => {
      const seen: { attributes: Attributes; links: Link[] }[] = [];
      const sampler = {
        shouldSample(
          _context: unknown,
          _traceId: string,
          name: string,
          _kind: unknown,
          attributes: Attributes,
          links: Link[],
        ) {
          if (name.startsWith('process')) seen.push({ attributes: { ...attributes }, links });
          return { decision: 2 };
        },
      };
      const recorder = recordSpans({ sampler });
      const telemetry = new LinkedTelemetry();
      const queue = bull.queue(telemetry);
      const { id } = await queue.add('ship', {}, { attempts: 2 });
      await bull.work(queue, telemetry, 2, isLinked ? telemetry.linkAttempts(declined) : declined);
      recorder.stop();
      expect(seen.map(({ links }) => links.map(({ attributes }) => attributes?.['spanlink.relation']))).toEqual([
        ['origin'],
        ['origin', 'retry_of'],
      ]);
      for (const { attributes } of seen) {
        expect(attributes).toMatchObject({
          'messaging.system.name': 'bullmq',
          'messaging.operation.type': 'process',
          'messaging.destination.name': queue.name,
          'messaging.message.id': id,
          'bullmq.job.name': 'ship',
        });
      }
    },
  );

  test('that drops a producer does not cut the chain, as the consumer is linked to it', async () => {
    const off = recordSpans({ sampler: new AlwaysOffSampler() });
    const queue = bull.queue(new LinkedTelemetry());
    const { opts } = await queue.add('ship', {});
    off.stop();
    const recorder = recordSpans();
    await bull.work(queue, new LinkedTelemetry(), 1);
    const process = recorder.span(`process ${queue.name}`);
    const { traceparent } = JSON.parse(opts.telemetry?.metadata as string) as { traceparent: string };
    expect(traceparent).toMatch(/-00$/);
    expect(linkTargets(process)).toEqual([traceparent.slice(3, 52)]);
    recorder.stop();
  });
});
