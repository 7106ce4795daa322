/** The names of attributes are those of the messaging conventions 1.45; `messaging/dup` adds those of before. */
import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import { linksFrom } from 'spanlink';
import { amqpAttributes, messageAttributes } from 'spanlink/messages';
import { A } from '../fixtures/spans';

const KNOWN = new Set<unknown>(
  Object.entries(conventions)
    .filter(([constant]) => constant.startsWith('ATTR_'))
    .map(([, name]) => name),
);

const BYTES = Buffer.from('{"id":7}');
const enqueuedTimeUtc = new Date(1_701_393_730_000);

/** A message of each system whose names changed, and its attributes before, beside those of today. */
const MESSAGES: [string, object, Record<string, unknown>][] = [
  [
    'Kafka',
    { topic: 'orders', partition: 3, key: 'k', value: null, offset: '7', headers: { traceparent: A } },
    {
      'messaging.kafka.offset': 7,
      'messaging.kafka.message.key': 'k',
      'messaging.kafka.message.tombstone': true,
    },
  ],
  [
    'RabbitMQ',
    {
      content: BYTES,
      fields: { deliveryTag: 1, exchange: 'shop', routingKey: 'orders' },
      properties: { messageId: 'm1', correlationId: 'c1', headers: { traceparent: A } },
    },
    { 'messaging.rabbitmq.destination.routing_key': 'orders', 'messaging.rabbitmq.message.delivery_tag': 1 },
  ],
  [
    'Google Pub/Sub',
    { id: '7', ackId: 'a', data: BYTES, orderingKey: 'o', deliveryAttempt: 2, attributes: { traceparent: A } },
    {
      'messaging.gcp_pubsub.message.ack_id': 'a',
      'messaging.gcp_pubsub.message.ordering_key': 'o',
      'messaging.gcp_pubsub.message.delivery_attempt': 2,
    },
  ],
  [
    'Azure Service Bus',
    { body: {}, messageId: 'b1', deliveryCount: 2, enqueuedTimeUtc, applicationProperties: { traceparent: A } },
    {
      'messaging.servicebus.message.delivery_count': 2,
      'messaging.servicebus.message.enqueued_time': 1_701_393_730,
    },
  ],
  [
    'Azure Event Hubs',
    { body: {}, offset: '9', enqueuedTimeUtc, properties: { traceparent: A } },
    { 'messaging.eventhubs.message.enqueued_time': 1_701_393_730 },
  ],
];

/** Names of before have the word `messaging` before the system. */
const isFormer = (name: string): boolean => /^messaging\.(kafka|rabbitmq|gcp_pubsub|servicebus|eventhubs)\./.test(name);

afterEach(() => {
  delete process.env.OTEL_SEMCONV_STABILITY_OPT_IN;
});

describe.each(MESSAGES)('A message of %s', (_system, message, former) => {
  test.each([undefined, '', 'messaging', 'http/dup,database', 'messaging/duplicate', ' messaging , http/dup'])(
    'has the names of version 1.45 alone where the environment says %p',
    (optIn) => {
      if (optIn !== undefined) process.env.OTEL_SEMCONV_STABILITY_OPT_IN = optIn;
      const names = Object.keys(messageAttributes(message) ?? {});
      expect(names.filter((name) => !KNOWN.has(name))).toEqual([]);
      expect(names.filter(isFormer)).toEqual([]);
      expect(names.length).toBeGreaterThan(0);
    },
  );

  test.each(['messaging/dup', 'http, messaging/dup', 'messaging,messaging/dup'])(
    'has the names of before as well where the environment says %p',
    (optIn) => {
      const today = messageAttributes(message);
      process.env.OTEL_SEMCONV_STABILITY_OPT_IN = optIn;
      expect(messageAttributes(message)).toEqual({ ...today, ...former });
      expect(linksFrom(message, { attributes: messageAttributes })[0]?.attributes).toEqual({ ...today, ...former });
      expect(Object.keys(former).filter((name) => !KNOWN.has(name))).toEqual([]);
    },
  );
});

describe('The destination of a message of RabbitMQ', () => {
  test.each([
    ['shop', 'orders', 'bills', 'shop:orders:bills'],
    ['shop', 'orders', 'orders', 'shop:orders'],
    ['shop', '', 'bills', 'shop:bills'],
    ['', 'orders', 'orders', 'orders'],
    ['', 'amq.gen-7', 'amq.gen-7', 'amq.gen-7'],
    ['shop', '', '', 'shop'],
    ['', '', '', undefined],
  ])('is of exchange %p, routing key %p and queue %p: %p', (exchange, routingKey, queue, expected) => {
    const message = { content: BYTES, fields: { deliveryTag: 1, exchange, routingKey }, properties: {} };
    expect(amqpAttributes(queue)(message)?.['messaging.destination.name']).toBe(expected);
  });

  test('is of the exchange and the routing key where the queue is not known', () => {
    const message = { content: BYTES, fields: { deliveryTag: 1, exchange: 'shop', routingKey: 'a' }, properties: {} };
    expect(messageAttributes(message)?.['messaging.destination.name']).toBe('shop:a');
  });

  test.each([null, undefined, 7, 'text', {}, { fields: null }])('is not of %p, which is no such message', (value) => {
    expect(amqpAttributes('orders')(value)).toBeUndefined();
  });
});
