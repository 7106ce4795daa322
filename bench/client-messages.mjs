/** Messages as each client delivers them, made from the traceparent of their producer. */

const bytes = (text) => Buffer.from(text);
/** The traceparent of another span in the same trace. */
const anotherSpan = (traceparent) =>
  `${traceparent.slice(0, 51)}${traceparent[51] === '1' ? '2' : '1'}${traceparent.slice(52)}`;
const xray = (traceparent) =>
  `Root=1-${traceparent.slice(3, 11)}-${traceparent.slice(11, 35)};Parent=${traceparent.slice(36, 52)};Sampled=1`;
const notification = (traceparent) => ({
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: 'arn:aws:sns:eu-central-1:123456789012:orders',
  Message: '{"order":7,"items":[{"id":1},{"id":2}]}',
  Timestamp: '2026-11-20T12:00:00.000Z',
  SignatureVersion: '1',
  Signature: 's'.repeat(344),
  SigningCertURL: 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService.pem',
  MessageAttributes: { traceparent: { Type: 'String', Value: traceparent } },
});

/** The carrier with which the messages are compared. */
export const bare = (traceparent) => ({ traceparent });

export const CLIENT_MESSAGES = {
  KafkaJS: (traceparent) => ({
    key: null,
    value: bytes('{}'),
    timestamp: '0',
    attributes: 0,
    offset: '7',
    headers: { traceparent: bytes(traceparent) },
  }),
  'KafkaJS, eachMessage': (traceparent) => ({
    topic: 'orders',
    partition: 0,
    message: { key: null, value: bytes('{}'), offset: '7', headers: { traceparent: bytes(traceparent) } },
  }),
  'node-rdkafka': (traceparent) => ({
    value: bytes('{}'),
    topic: 'orders',
    partition: 0,
    offset: 7,
    headers: [{ tenant: bytes('acme') }, { traceparent: bytes(traceparent) }],
  }),
  '@platformatic/kafka': (traceparent) => ({
    key: null,
    value: '{}',
    topic: 'orders',
    partition: 0,
    offset: 7n,
    headers: new Map([[bytes('traceparent'), bytes(traceparent)]]),
  }),
  amqplib: (traceparent) => ({
    fields: { deliveryTag: 1 },
    properties: { contentType: 'application/json', headers: { traceparent } },
    content: bytes('{}'),
  }),
  SQS: (StringValue) => ({
    MessageId: '7',
    ReceiptHandle: 'r',
    Body: '{}',
    MessageAttributes: { traceparent: { DataType: 'String', StringValue } },
  }),
  'SQS, Lambda': (stringValue) => ({
    messageId: '7',
    receiptHandle: 'r',
    body: '{}',
    attributes: {},
    messageAttributes: { traceparent: { dataType: 'String', stringValue } },
    eventSource: 'aws:sqs',
  }),
  'SQS, X-Ray': (traceparent) => ({
    MessageId: '7',
    ReceiptHandle: 'r',
    Body: '{}',
    Attributes: { AWSTraceHeader: xray(traceparent) },
  }),
  'SNS in SQS': (traceparent) => ({
    MessageId: '7',
    ReceiptHandle: 'r',
    Body: JSON.stringify(notification(traceparent)),
  }),
  'SNS, Lambda': (traceparent) => ({ EventSource: 'aws:sns', Sns: notification(traceparent) }),
  'Google Pub/Sub': (googclient_traceparent) => ({
    id: '7',
    ackId: 'a',
    data: bytes('{}'),
    attributes: { googclient_traceparent },
  }),
  'Azure Service Bus': (traceparent) => ({
    body: {},
    messageId: '7',
    applicationProperties: { 'Diagnostic-Id': traceparent },
  }),
  'Azure Event Hubs': (traceparent) => ({ body: {}, offset: '7', properties: { 'Diagnostic-Id': traceparent } }),
  'MQTT 5': (traceparent) => ({
    cmd: 'publish',
    topic: 'orders',
    payload: bytes('{}'),
    properties: { userProperties: { traceparent } },
  }),
  BullMQ: (traceparent) => ({
    id: '7',
    name: 'ship',
    data: {},
    opts: { telemetry: { metadata: JSON.stringify({ traceparent }) } },
  }),
  'Redis stream': (traceparent) => ({ id: '7-0', message: { order: '7', traceparent } }),
  'CloudEvents, Kafka': (traceparent) => ({
    key: null,
    value: bytes('{}'),
    offset: '7',
    headers: { ce_id: '7', ce_traceparent: anotherSpan(traceparent), traceparent },
  }),
  Temporal: (traceparent) => ({
    headers: {
      '_tracer-data': { metadata: { encoding: bytes('json/plain') }, data: bytes(JSON.stringify({ traceparent })) },
    },
  }),
  Debezium: (traceparent) => ({
    id: 7,
    tracingspancontext: `#Fri Nov 20 12:00:00 UTC 2026\ntraceparent=${traceparent}\n`,
  }),
  'MCP, a request': (traceparent) => ({
    jsonrpc: '2.0',
    id: 7,
    method: 'tools/call',
    params: { name: 'ship', arguments: { order: 7 }, _meta: { progressToken: 7, traceparent } },
  }),
  'MCP, what a handler gets': (traceparent) => ({
    signal: new AbortController().signal,
    sessionId: '7',
    _meta: { progressToken: 7, traceparent },
    sendNotification: async () => {},
    sendRequest: async () => {},
    authInfo: undefined,
    requestId: 7,
    requestInfo: undefined,
  }),
  'MCP, _meta alone': (traceparent) => ({ progressToken: 7, traceparent }),
  'Node HTTP': (traceparent) => ({ rawHeaders: ['Host', 'example.org', 'traceparent', traceparent] }),
};
