/**
 * Messages of Nest over Kafka: its own client and server, between which they are handed over as KafkaJS delivers them,
 * as there is no broker here.
 */
import { useApp } from './harness';
import { describeTransport, testRecords } from './transport-suite';

describeTransport(
  'A microservice over Kafka',
  'kafka',
  () => 0,
  (app) => {
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
);

describe('A microservice over Kafka, on nest-12', () => {
  const app = useApp('nest-12', 'transport-kafka-patterns');

  test('links a handler of all topics that match a regular expression', () => {
    expect(app.results).toEqual({ placed: { id: '7' } });
    expect(app.span('Handlers.any')).toLinkTo(app.span('emit'), { relation: 'triggered' });
  });
});
