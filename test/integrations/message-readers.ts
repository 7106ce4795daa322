/** Messages by the place of their headers, and the places that each of our readers looks at. */
import { Metadata } from '@grpc/grpc-js';
import { headers as natsHeaders } from '@nats-io/nats-core';
import type { Link } from '@opentelemetry/api';
import type { LinkOptions } from 'spanlink';
import * as messages from 'spanlink/messages';

export type Headers = Readonly<Record<string, string>>;

/** Any of the readers, for any value. */
export type From = (source: unknown, options?: LinkOptions) => Link[];

const mapped = (headers: Headers, map: (value: string) => unknown): object =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, map(value)]));

/** A context with the methods of NestJS's own. */
class RpcContext {
  constructor(private readonly args: readonly unknown[]) {}
  getArgs(): readonly unknown[] {
    return this.args;
  }
  getArgByIndex(index: number): unknown {
    return this.args[index];
  }
  getMessage(): unknown {
    return this.args[0];
  }
}

/** One message by the place of its headers. */
export const MESSAGES = {
  'headers, as of Kafka': (headers) => ({
    key: null,
    value: Buffer.from('{}'),
    offset: '7',
    headers: mapped(headers, Buffer.from),
  }),
  'headers, as of NATS': (headers) => {
    const all = natsHeaders();
    for (const [name, value] of Object.entries(headers)) all.set(name, value);
    return { subject: 'orders', sid: 1, headers: all };
  },
  'headers, as of Temporal': (headers) => ({
    args: [7],
    headers: { '_tracer-data': { data: Buffer.from(JSON.stringify(headers)) } },
  }),
  'headers, as of Debezium': (headers) => ({
    value: Buffer.from('{}'),
    headers: { tracingspancontext: propertiesOf(headers) },
  }),
  headerEntries: (headers) => ({
    topic: 'orders',
    headerEntries: Object.entries(headers).map(([name, value]) => [Buffer.from(name), Buffer.from(value)]),
  }),
  'message.headers': (headers) => ({
    topic: 'orders',
    partition: 0,
    message: { key: null, value: null, offset: '7', headers },
  }),
  'message.attributes': (attributes) => ({
    subscription: 'orders',
    message: { data: 'e30=', messageId: '7', attributes },
  }),
  message: (fields) => ({ id: '1-0', message: { order: '7', ...fields } }),
  'properties.headers': (headers) => ({
    fields: { deliveryTag: 1 },
    properties: { headers },
    content: Buffer.from('{}'),
  }),
  'properties.userProperties': (userProperties) => ({
    cmd: 'publish',
    topic: 'orders',
    properties: { userProperties },
  }),
  properties: (properties) => ({ body: {}, enqueuedTimeUtc: new Date(0), offset: '7', properties }),
  applicationProperties: (applicationProperties) => ({ body: {}, enqueuedTimeUtc: new Date(0), applicationProperties }),
  MessageAttributes: (headers) => ({
    MessageId: 'm1',
    MessageAttributes: mapped(headers, (StringValue) => ({ DataType: 'String', StringValue })),
  }),
  messageAttributes: (headers) => ({
    messageId: 'm1',
    messageAttributes: mapped(headers, (stringValue) => ({ dataType: 'String', stringValue })),
  }),
  Body: (headers) => ({
    MessageId: 'm1',
    Body: JSON.stringify({ MessageAttributes: mapped(headers, (Value) => ({ Type: 'String', Value })) }),
  }),
  Sns: (headers) => ({
    EventSource: 'aws:sns',
    Sns: { MessageId: 'm1', MessageAttributes: mapped(headers, (Value) => ({ Type: 'String', Value })) },
  }),
  kinesis: (headers) => ({
    eventSource: 'aws:kinesis',
    kinesis: { data: Buffer.from(JSON.stringify({ id: 7, ...headers })).toString('base64') },
  }),
  notification: (headers) => ({
    Type: 'Notification',
    MessageId: 'm1',
    TopicArn: 'arn:aws:sns:eu-central-1:1:orders',
    MessageAttributes: mapped(headers, (Value) => ({ Type: 'String', Value })),
  }),
  Data: (headers) => ({
    SequenceNumber: '7',
    PartitionKey: 'k',
    Data: new TextEncoder().encode(JSON.stringify({ id: 7, ...headers })),
  }),
  attributes: (attributes) => ({ ackId: 'a1', id: '7', attributes }),
  opts: (headers) => ({ id: '7', name: 'ship', opts: { telemetry: { metadata: JSON.stringify(headers) } } }),
  'fields, as of a CloudEvent': (headers) => ({
    specversion: '1.0',
    id: '7',
    source: '/orders',
    type: 'order.placed',
    ...headers,
  }),
  'traceid, as of Dapr': ({ traceparent, ...headers }) => ({
    specversion: '1.0',
    id: '7',
    source: 'checkout',
    type: 'com.dapr.event.sent',
    traceid: traceparent,
    ...headers,
  }),
  after: (headers) => ({ op: 'c', before: null, after: { id: 7, tracingspancontext: propertiesOf(headers) } }),
  'payload.after': (headers) => ({
    schema: { type: 'struct' },
    payload: { op: 'c', before: null, after: { id: 7, tracingspancontext: propertiesOf(headers) } },
  }),
  tracingspancontext: (headers) => ({ id: 7, payload: '{}', tracingspancontext: propertiesOf(headers) }),
  'fields, as of ioredis': (fields) => ['1-0', ['order', '7', ...Object.entries(fields).flat()]],
  'metadata, as of gRPC': (headers) => {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    return metadata;
  },
  getMessage: (headers) => new RpcContext([{ value: {}, headers }]),
} satisfies Record<string, (headers: Headers) => unknown>;

/** Payloads of several messages. */
export const PAYLOADS = {
  'batch.messages': (batch) => ({ batch: { topic: 'orders', partition: 0, messages: batch } }),
  records: (records) => ({ eventSource: 'aws:kafka', records: { 'orders-0': records } }),
  Records: (Records) => ({ Records }),
  Messages: (Messages) => ({ $metadata: {}, Messages }),
  messages: (entries) => ({ name: 'orders', messages: entries }),
} satisfies Record<string, (batch: readonly unknown[]) => unknown>;

export type Place = keyof typeof MESSAGES;

/** A reader, with the places that it looks at in one message and in several. */
interface Reader {
  readonly name: keyof typeof messages;
  readonly places: readonly Place[];
  readonly payloads?: Partial<Record<keyof typeof PAYLOADS, Place>>;
}

const IN_HEADERS: readonly Place[] = [
  'headers, as of Kafka',
  'headers, as of NATS',
  'headers, as of Temporal',
  'headers, as of Debezium',
];

/** Every reader of messages. */
export const READERS: readonly Reader[] = [
  {
    name: 'fromKafka',
    places: [...IN_HEADERS, 'headerEntries', 'message.headers'],
    payloads: { 'batch.messages': 'headers, as of Kafka', records: 'headers, as of Kafka' },
  },
  { name: 'fromNats', places: IN_HEADERS },
  { name: 'fromTemporal', places: IN_HEADERS },
  { name: 'fromDebezium', places: [...IN_HEADERS, 'tracingspancontext', 'after', 'payload.after'] },
  { name: 'fromCloudEvent', places: [...IN_HEADERS, 'fields, as of a CloudEvent', 'traceid, as of Dapr'] },
  { name: 'fromAmqp', places: ['properties.headers'] },
  { name: 'fromMqtt', places: ['properties.userProperties'] },
  { name: 'fromEventHubs', places: ['properties'] },
  { name: 'fromServiceBus', places: ['applicationProperties'] },
  {
    name: 'fromSqs',
    places: ['MessageAttributes', 'messageAttributes', 'Body', 'notification'],
    payloads: { Messages: 'MessageAttributes', Records: 'messageAttributes' },
  },
  { name: 'fromSns', places: ['Sns', 'notification'], payloads: { Records: 'Sns' } },
  { name: 'fromKinesis', places: ['kinesis', 'Data'], payloads: { Records: 'kinesis' } },
  { name: 'fromPubSub', places: ['attributes', 'message.attributes'] },
  { name: 'fromBullMq', places: ['opts'] },
  { name: 'fromRedis', places: ['message', 'fields, as of ioredis'], payloads: { messages: 'message' } },
  { name: 'fromNest', places: ['getMessage', 'metadata, as of gRPC'] },
];

/** The reader of that name, for any value. */
export function readerOf(name: Reader['name']): From {
  return messages[name] as From;
}

function propertiesOf(headers: Headers): string {
  return `#now\n${Object.entries(headers)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')}`;
}
