/** Processors of BullMQ work as without us. */
import { SpanStatusCode } from '@opentelemetry/api';
import { startRedis } from '../servers/redis';
import { describeWith, type Server } from '../servers/server';
import { type Carrier, describeOnNest, onEachSide, type RunningApp, useBoth } from './harness';

interface Queues extends RunningApp {
  add(queue: string, item: string, carrier: Carrier, attempts?: number): Promise<void>;
  /** Waits for so many ends of jobs, and of events of the queue. */
  whenEnded(queue: string, count: number): Promise<void>;
  /** The number of jobs that have completed and failed. */
  counts(queue: string): Promise<object>;
  log(): Promise<string[]>;
}

describeWith('redis-server', 'With Redis,', () => {
  let redis: Server;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  describeOnNest('a processor', (nest) => {
    const { app, plain } = useBoth(
      nest,
      'bullmq',
      () => ({ port: redis.port }),
      async (running: Queues) => {
        const sides = await onEachSide(async (queue) => {
          for (const item of ['pear', 'plum'])
            await running.add(queue, item, await running.cause(`${item} ${queue}`), 2);
          // each of the two jobs ends once, and the events of the queue above tell so again
          await running.whenEnded(queue, queue === 'above' ? 4 : 2);
          return running.counts(queue);
        });
        await running.add('scoped', 'fig', await running.cause('fig scoped'));
        await running.whenEnded('scoped', 1);
        return { ...sides, log: await running.log() };
      },
    );

    test('does its jobs as without our decorators, and hears of their ends', () => {
      expect(app.results).toEqual(plain.results);
      expect(plain.ours).toEqual([]);
      expect(app.unfinished).toEqual([]);
      expect(app.results).toEqual({
        above: { completed: 2, failed: 0 },
        below: { completed: 2, failed: 0 },
        log: [
          ...[
            'above completed pear: took pear, above',
            'above completed plum: took plum, above',
            'above failed plum: no plum yet',
          ],
          ...[
            'below completed pear: took pear, below',
            'below completed plum: took plum, below',
            'below failed plum: no plum yet',
          ],
          ...['event took pear', 'event took plum', 'scoped fig'],
        ],
      });
    });

    test.each([
      ['above', 'Above'],
      ['below', 'Below'],
    ])('with our decorators %s those of Nest, is linked to the producer of the job, at each attempt', (place, name) => {
      const attempts = app.named(`${name}.process`);
      expect(attempts).toHaveLength(3);
      for (const attempt of attempts) {
        expect(attempt).toLinkTo(app.span(`${String(attempt.attributes.item)} ${place}`), { relation: 'triggered' });
        expect(attempt).toBeRootSpan();
        expect(attempt.attributes.token).toBe(true);
      }
      expect(attempts.filter(({ status }) => status.code === SpanStatusCode.ERROR)).toMatchObject([
        { attributes: { item: 'plum' }, status: { message: 'no plum yet' } },
      ]);
      expect([app.named(`${name}.completed`).length, app.named(`${name}.failed`).length]).toEqual([2, 1]);
    });

    test('may be one for each job, and may listen to the events of the queue', () => {
      expect(app.span('Scoped.process')).toLinkTo(app.span('fig scoped'));
      expect(app.named('AboveEvents.completed')).toHaveLength(2);
      const attempts = ['Above.process', 'Below.process']
        .flatMap((name) => app.named(name))
        .map((span) => span.spanContext().spanId);
      for (const take of app.named('Stock.take')) expect(attempts).toContain(take.parentSpanContext?.spanId);
    });
  });
});
