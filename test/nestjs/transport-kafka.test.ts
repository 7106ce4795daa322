/**
 * Messages of Nest over Kafka: its own client and server, between which they are handed over as KafkaJS delivers them.
 * `test/kafka` has the broker.
 */
import { type RunningApp, useApp } from './harness';
import { describeTransport, sendRecords, testRecords } from './transport-suite';

describeTransport('A microservice over Kafka', 'kafka', () => 0, {
  act: async (running) => {
    await running.emitBatch(['batch 0', 'batch 1']);
    return sendRecords(running);
  },
  test: (app) => {
    testRecords(app);

    test('links the handler of each message of a batch', () => {
      for (const name of ['Payments.placed', 'Audit.placed']) {
        const batched = app
          .named(name)
          .filter(({ links }) => links[0]?.context.spanId === app.span('emit batch').spanContext().spanId);
        expect(batched).toHaveLength(2);
      }
    });
  },
});

interface Emitter extends RunningApp {
  /** Emits an event in a span, and resolves to its handler's order. */
  emit(pattern: string, order: object, span: string): Promise<unknown>;
}

describe('A microservice over Kafka, on nest-12', () => {
  const app = useApp('nest-12', 'transport-kafka-patterns', {}, async (running: Emitter) => ({
    placed: await running.emit('order.placed', { id: '7' }, 'emit'),
  }));

  test('links a handler of all topics that match a regular expression', () => {
    expect(app.results).toEqual({ placed: { id: '7' } });
    expect(app.span('Handlers.any')).toLinkTo(app.span('emit'), { relation: 'triggered' });
  });
});
