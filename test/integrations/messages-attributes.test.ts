/**
 * `messageAttributes` describes each message by OpenTelemetry's messaging conventions, with their names and
 * types.
 */
import type { Attributes } from '@opentelemetry/api';
import { linksFrom } from 'spanlink';
import { amqpAttributes, messageAttributes } from 'spanlink/messages';
import { recordCounts, recordReports } from '../fixtures/reports';
import { A } from '../fixtures/spans';

const BYTES = Buffer.from('{"id":7}');

const kafka = (others: object = {}): object => ({
  key: Buffer.from('k'),
  value: BYTES,
  offset: '7',
  headers: {},
  ...others,
});

test.each<[string, object, Attributes]>([
  [
    'a message of KafkaJS in a batch, which does not know its topic',
    kafka(),
    { 'kafka.offset': 7, 'kafka.message.key': 'k', 'messaging.message.body.size': 8 },
  ],
  [
    'the payload of eachMessage',
    { topic: 'orders', partition: 0, message: kafka({ key: null }) },
    {
      'messaging.destination.name': 'orders',
      'messaging.destination.partition.id': '0',
      'kafka.offset': 7,
      'messaging.message.body.size': 8,
    },
  ],
  [
    'a tombstone of node-rdkafka, which may have no key',
    { value: null, size: 0, topic: 'orders', partition: 3, offset: 7 },
    {
      'messaging.destination.name': 'orders',
      'messaging.destination.partition.id': '3',
      'kafka.offset': 7,
      'kafka.message.tombstone': true,
    },
  ],
  [
    'a tombstone of @platformatic/kafka, whose value is undefined',
    { key: 'k', value: undefined, topic: 'orders', partition: 3, offset: 7n },
    {
      'messaging.destination.name': 'orders',
      'messaging.destination.partition.id': '3',
      'kafka.offset': 7,
      'kafka.message.key': 'k',
      'kafka.message.tombstone': true,
    },
  ],
  [
    'a record of Kafka in Lambda, whose key is Base64',
    { topic: 'orders', partition: 3, offset: 7, timestampType: 'CREATE_TIME', key: 'aw==', value: 'e30=' },
    {
      'messaging.destination.name': 'orders',
      'messaging.destination.partition.id': '3',
      'kafka.offset': 7,
      'kafka.message.key': 'k',
    },
  ],
  [
    'such a record without a key',
    { topic: 'orders', partition: 3, offset: 7, timestampType: 'CREATE_TIME', key: null, value: 'e30=' },
    { 'messaging.destination.name': 'orders', 'messaging.destination.partition.id': '3', 'kafka.offset': 7 },
  ],
  [
    "a message of RabbitMQ's default exchange",
    {
      content: BYTES,
      fields: { deliveryTag: 1, exchange: '', routingKey: 'orders' },
      properties: { messageId: 'm1', correlationId: undefined, headers: {} },
    },
    {
      'messaging.message.id': 'm1',
      'messaging.destination.name': 'orders',
      'rabbitmq.destination.routing_key': 'orders',
      'rabbitmq.message.delivery_tag': 1,
      'messaging.message.body.size': 8,
    },
  ],
  [
    'a message of RabbitMQ with ids, and without a routing key',
    {
      content: BYTES,
      fields: { deliveryTag: 2, exchange: 'orders', routingKey: '' },
      properties: { messageId: 'm2', correlationId: 'c2' },
    },
    {
      'messaging.message.id': 'm2',
      'messaging.message.conversation_id': 'c2',
      'messaging.destination.name': 'orders',
      'rabbitmq.message.delivery_tag': 2,
      'messaging.message.body.size': 8,
    },
  ],
  [
    'a record of Kinesis that the SDK gives',
    { SequenceNumber: '496', PartitionKey: 'k', Data: BYTES },
    { 'messaging.message.id': '496' },
  ],
  ['a message of SQS', { MessageId: 'm1', ReceiptHandle: 'r1', Body: '{}' }, { 'messaging.message.id': 'm1' }],
  [
    'a message of Event Hubs',
    {
      body: {},
      messageId: 7,
      correlationId: 'c',
      enqueuedTimeUtc: new Date(1_701_393_730_999),
      offset: '9',
      sequenceNumber: 1,
      partitionKey: 'k',
    },
    {
      'messaging.message.id': '7',
      'messaging.message.conversation_id': 'c',
      'azure.eventhubs.message.enqueued_time': 1_701_393_730,
    },
  ],
  [
    'a message of Service Bus that comes again',
    { body: {}, messageId: 'b1', deliveryCount: 2, enqueuedTimeUtc: new Date(1_701_393_730_000) },
    {
      'messaging.message.id': 'b1',
      'azure.servicebus.message.enqueued_time': 1_701_393_730,
      'azure.servicebus.message.delivery_count': 2,
    },
  ],
  [
    'a push of Pub/Sub',
    {
      message: { data: 'e30=', messageId: '7', message_id: '7', orderingKey: 'o1', attributes: {} },
      subscription: 'projects/shop/subscriptions/orders',
      deliveryAttempt: 2,
    },
    {
      'messaging.message.id': '7',
      'gcp.pubsub.message.ordering_key': 'o1',
      'gcp.pubsub.message.delivery_attempt': 2,
    },
  ],
  [
    'a packet of MQTT with QoS 1, whose id is not that of the message',
    { cmd: 'publish', topic: 'orders', messageId: 9, qos: 1, payload: BYTES },
    { 'messaging.destination.name': 'orders', 'messaging.message.body.size': 8 },
  ],
  [
    'a request over MQTT',
    { cmd: 'publish', topic: 'orders', qos: 0, payload: '{}', properties: { correlationData: Buffer.from('c7') } },
    { 'messaging.destination.name': 'orders', 'messaging.message.conversation_id': 'c7' },
  ],
  [
    'a request over MQTT whose correlation data is no text',
    { cmd: 'publish', topic: 'orders', qos: 0, payload: '{}', properties: { correlationData: Buffer.from([0xff]) } },
    { 'messaging.destination.name': 'orders' },
  ],
  [
    'a request over NATS',
    { subject: 'orders', sid: 1, reply: '_INBOX.7', data: BYTES },
    {
      'messaging.destination.name': 'orders',
      'messaging.message.conversation_id': '_INBOX.7',
      'messaging.message.body.size': 8,
    },
  ],
  [
    'a message of JetStream, which is acknowledged where a request is answered',
    { subject: 'orders', seq: 7, reply: '$JS.ACK.orders.c.1.7.1.0.0', data: BYTES },
    { 'messaging.destination.name': 'orders', 'messaging.message.id': '7', 'messaging.message.body.size': 8 },
  ],
  [
    'a job of BullMQ',
    { id: '7', name: 'ship', queueName: 'orders', data: {}, opts: { attempts: 3 } },
    { 'messaging.message.id': '7', 'messaging.destination.name': 'orders' },
  ],
  [
    'an entry of a Redis stream',
    { id: '1700000000000-0', message: { order: '7' } },
    { 'messaging.message.id': '1700000000000-0' },
  ],
  [
    'an entry of a Redis stream whose fields have the names of other messages',
    {
      id: '1700000000000-12',
      message: { key: 'k', value: '{}', offset: '7', topic: 'a', messageId: '7', data: 'e30=' },
    },
    { 'messaging.message.id': '1700000000000-12' },
  ],
  [
    'an entry of a Redis stream from ioredis',
    ['1700000000000-0', ['order', '7']],
    { 'messaging.message.id': '1700000000000-0' },
  ],
  [
    'such an entry as bytes',
    [Buffer.from('1700000000000-0'), [Buffer.from('order'), BYTES]],
    { 'messaging.message.id': '1700000000000-0' },
  ],
  [
    'a message that JetStream stored',
    { subject: 'orders', seq: 7, header: {}, data: new Uint8Array(8), time: new Date(0) },
    { 'messaging.destination.name': 'orders', 'messaging.message.id': '7', 'messaging.message.body.size': 8 },
  ],
])('the attributes are read of %s', (_what, message, attributes) => {
  expect(messageAttributes(message)).toStrictEqual(attributes);
});

test('fields on the prototype of a class are read as well', () => {
  const wire = { subject: 'orders', seq: 7, headers: new Map([['Nats-Msg-Id', 'order-7']]) };
  class Message {
    get subject(): string {
      return wire.subject;
    }
    get seq(): number {
      return wire.seq;
    }
    get headers(): unknown {
      return wire.headers;
    }
  }
  expect(messageAttributes(new Message())).toEqual({
    'messaging.destination.name': 'orders',
    'messaging.message.id': 'order-7',
  });
});

describe("Kafka's", () => {
  test.each<[string, unknown, string | undefined]>([
    ['text', 'k', 'k'],
    ['bytes of UTF-8', Buffer.from('Käse'), 'Käse'],
    ['a number', 7, '7'],
    ['a bigint', 7n, '7'],
    ['none', null, undefined],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0]), undefined],
    ['an object that a deserializer made', { id: 7 }, undefined],
  ])('key is recorded as text if it has a text form: %s', (_what, key, expected) => {
    expect(messageAttributes(kafka({ key }))?.['kafka.message.key']).toBe(expected);
  });

  test.each([
    ['7', 7],
    [7, 7],
    [7n, 7],
    [0, 0],
    ['0', 0],
  ])('offset %p is recorded as a number', (offset, expected) => {
    expect(messageAttributes(kafka({ offset }))?.['kafka.offset']).toBe(expected);
  });

  test.each(['', 'x', '-1001', 1.5, NaN, 2n ** 64n, '9'.repeat(17), null, {}, '1e3', '7.0', [7]])(
    'offset %p is left out, and a value without an offset is no message of Kafka’s',
    (offset) => {
      expect(messageAttributes(kafka({ offset }))).toBeUndefined();
    },
  );
});

test.each<[string, object]>([
  [
    'RabbitMQ',
    { fields: { deliveryTag: 1, routingKey: {} }, properties: { messageId: {}, correlationId: [] }, content: '{}' },
  ],
  ['NATS', { subject: 'orders', sid: 1, headers: { get: () => ({}) }, data: '{}' }],
  ['Kinesis', { kinesis: { sequenceNumber: '496' }, eventID: 7, eventSourceARN: {} }],
  ['Pub/Sub', { ackId: 'a', id: {}, data: {}, orderingKey: '', deliveryAttempt: 0 }],
  ['Service Bus', { messageId: Buffer.from('id'), correlationId: {}, deliveryCount: 0, enqueuedTimeUtc: new Date(0) }],
  [
    'CloudEvents',
    { specversion: '1.0', id: {}, source: new URL('https://example.org'), type: null, subject: undefined },
  ],
])('a value of the wrong type is left out: %s', (_client, message) => {
  expect(messageAttributes(message)).toEqual(
    {
      RabbitMQ: { 'rabbitmq.message.delivery_tag': 1 },
      NATS: { 'messaging.destination.name': 'orders' },
      Kinesis: { 'messaging.message.id': '496' },
      'Pub/Sub': { 'gcp.pubsub.message.ack_id': 'a' },
      'Service Bus': { 'azure.servicebus.message.enqueued_time': 0 },
      CloudEvents: { 'cloudevents.event_spec_version': '1.0' },
    }[_client],
  );
});

test.each([
  ...[null, undefined, false, 7, 'text', [], {}, () => 7, Symbol('x'), new Date(0), Buffer.from('{}'), new Map()],
  ...[
    { headers: { traceparent: A } },
    { id: '7' },
    { id: 7, name: 'x', opts: {} },
    { id: '7', opts: {} },
    { id: '7', name: 'x' },
    { id: '7', message: {} },
    { id: 'a1-0', message: {} },
    { id: '1-0a', message: {} },
    { id: '1-0', message: 'text' },
    { id: Symbol('1-0'), message: {} },
    { offset: 7 },
    { offset: 7, value: 7 },
    { subject: 'x' },
    { seq: 7, data: BYTES },
    { subscription: 'x', deliveryAttempt: 2 },
  ],
  ...[
    { ReceiptHandle: 'r1' },
    { Sns: 7 },
    { kinesis: {} },
    { eventID: '7:8', eventSourceARN: 'arn:aws:dynamodb:eu-west-1:1:table/a', dynamodb: {} },
    { enqueuedTimeUtc: 7 },
    { enqueuedTimeUtc: new Date(NaN) },
    { cmd: 'connect', topic: 'x' },
    { specversion: 1 },
  ],
])('a value that is no message of a known client has no attributes, and is no failure: %p', (value) => {
  const reports = recordReports();
  expect(messageAttributes(value)).toBeUndefined();
  expect(reports).toEqual([]);
});

test('a getter that throws costs its message the attributes, not the link, is reported once, and counted', async () => {
  const reports = recordReports();
  const counts = recordCounts();
  const get = (): never => {
    throw new Error('detached');
  };
  const broken = Object.defineProperty({ headers: { traceparent: A } }, 'offset', { get });
  expect(
    linksFrom([broken, { headers: { traceparent: A.replace('0af', '0ae') }, ...kafka() }], {
      relation: 'batch_item',
      attributes: messageAttributes,
    }).map(({ attributes }) => attributes),
  ).toEqual([{ 'spanlink.relation': 'batch_item' }]);
  expect(messageAttributes(broken)).toBeUndefined();
  expect(amqpAttributes('orders')(Object.defineProperty({}, 'fields', { get }))).toBeUndefined();
  expect(reports).toEqual([
    'spanlink: messageAttributes found a message that cannot be read',
    'spanlink: amqpAttributes found a message that cannot be read',
  ]);
  await expect(counts()).resolves.toMatchObject({ 'spanlink.callback.errors': 3 });
});
