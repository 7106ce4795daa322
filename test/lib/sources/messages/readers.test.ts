/** Every reader of messages: the fields that it looks at, and the name of its client. */
import { explain } from 'spanlink/testing';
import { MESSAGE_FIELDS } from '../../../../lib/sources/messages/fields.js';
import { ALL_READERS, OTHER_FIELDS } from '../../../../lib/sources/messages/readers.js';
import { A, linkOf } from '../../../fixtures/spans.js';
import { read } from './message-suite.js';

/** The clients that keep something in a field, as explanations name them. */
const CLIENTS = {
  properties: 'amqplib, MQTT 5, Azure Event Hubs',
  applicationProperties: 'Azure Service Bus',
  MessageAttributes: 'Amazon SQS',
  messageAttributes: 'Amazon SQS',
  Body: 'Amazon SNS in SQS',
  eventSource: 'Amazon SNS in SQS',
  Attributes: 'AWS X-Ray',
  Sns: 'Amazon SNS',
  kinesis: 'Amazon Kinesis',
  attributes: 'Google Pub/Sub, AWS X-Ray',
  opts: 'BullMQ',
  headerEntries: '@platformatic/kafka',
  rawHeaders: "Node's HTTP",
  tracingspancontext: 'Debezium',
  message: 'a wrapper',
  getArgByIndex: 'NestJS',
  batch: 'KafkaJS',
  messages: 'a batch',
  Records: 'AWS Lambda',
  records: 'AWS Lambda',
  Messages: 'Amazon SQS',
  _meta: 'MCP',
  message_annotations: 'AMQP 1.0',
  application_properties: 'AMQP 1.0',
  params: 'A2A',
  metadata: 'gRPC, A2A',
  userMessage: 'A2A',
  getMap: 'gRPC',
  getProperties: 'Apache Pulsar',
  'detail-type': 'Amazon EventBridge',
  Data: 'Amazon Kinesis',
  after: 'Debezium',
  schema: 'Debezium',
  entryId: 'Dapr',
  entries: 'Dapr',
  triggerMetadata: 'Azure Functions',
  traceContext: 'Azure Functions',
};

/** Fields that are asked for in any message. */
const ASKED = [
  ...Object.keys(CLIENTS),
  ...['headers', 'context', '_tracer-data', 'mcpReq', 'spanContext', 'getValue', 'setValue', 'deleteValue'],
];

/** Fields that are asked for beside another one of their client. */
const BESIDE = ['body', 'parts', 'get', 'getMessageId', 'detail', 'payload', 'event'];

const FIELDS = [...ASKED, ...BESIDE];

test.each(Object.entries(CLIENTS))('where %s holds no context, its clients are named: %s', (field, clients) => {
  expect(explain({ [field]: {} }).text).toContain(`${field} (${clients}) is an object without keys`);
});

test('the fields that are taken for no header are those of all readers', () => {
  const all = new Set([...ALL_READERS.flatMap(({ fields }) => fields), ...OTHER_FIELDS]);
  expect([...MESSAGE_FIELDS].sort()).toEqual([...all].sort());
  expect([...all].sort()).toEqual([...FIELDS].sort());
});

/** Returns how often a field is read of the message that is placed in a source. */
function readsOf(field: string, place: (message: object) => unknown): number {
  let reads = 0;
  const message = Object.defineProperty({}, field, { get: () => void reads++, enumerable: true });
  expect(read(place(message))).toEqual([]);
  return reads;
}

test.each([...ASKED, 'traceparent'])('%s of a message is read once, also if there is nothing in it', (field) => {
  expect(readsOf(field, (message) => message)).toBe(1);
});

test.each(BESIDE)('%s is left alone in what is no message of its client', (field) => {
  expect(readsOf(field, (message) => message)).toBe(0);
});

test.each(['headers', 'attributes', '_tracer-data', 'traceparent', 'message_annotations', 'application_properties'])(
  '%s of a wrapped message is read once, also if there is nothing in it',
  (field) => {
    expect(readsOf(field, (message) => ({ message }))).toBe(1);
  },
);

test.each(['traceparent', 'tracestate', '_tracer-data'])(
  '%s of headers is read once, also if there is nothing in it',
  (field) => {
    expect(readsOf(field, (headers) => ({ headers }))).toBe(1);
  },
);

/** Fields in which a list, or an object of any keys, is messages. */
const LISTS = new Set(['messages', 'Records', 'records', 'Messages']);

// a method of that name makes a span of it
const OF_CLIENTS = FIELDS.filter((field) => field !== 'spanContext');

test.each(OF_CLIENTS)('whatever %s holds that is none of its client’s, the other fields are read', (field) => {
  const values = [true, 7, 'text', 7n, Symbol('x'), () => undefined];
  const objects = [{}, new Date(0), [], [null], [undefined], ['text'], [7], { getMap: () => undefined, get: () => [] }];
  for (const value of LISTS.has(field) ? values : [...values, ...objects]) {
    const others = { traceContext: { traceParent: A } };
    expect(read({ ...others, ...(field !== 'traceContext' && { [field]: value }) })).toEqual([linkOf(A)]);
  }
});
