/** SQS and SNS, as the SDK and as Lambda deliver them. */
import { linksFrom, type LinkSource } from 'spanlink';
import { A, B, C, linkOf } from '../../../fixtures/spans.js';
import { read, testField, testHeaders } from './message-suite.js';

type Headers = Readonly<Record<string, unknown>>;

const XRAY = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const XRAY_ID = '5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8';

const mapped = (headers: Headers, map: (value: unknown) => unknown): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, map(value)]));

const received = (headers: Headers, others: object = {}): object => ({
  MessageId: 'm1',
  ReceiptHandle: 'r1',
  MD5OfBody: 'd1',
  Body: '{"id":7}',
  MessageAttributes: mapped(headers, (StringValue) => ({ DataType: 'String', StringValue })),
  ...others,
});
const queueRecord = (headers: Headers, others: object = {}): object => ({
  messageId: 'm1',
  receiptHandle: 'r1',
  body: '{"id":7}',
  attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1545082649183', SenderId: 'A1' },
  messageAttributes: mapped(headers, (stringValue) => ({
    dataType: 'String',
    stringValue,
    stringListValues: [],
    binaryListValues: [],
  })),
  md5OfBody: 'd1',
  eventSource: 'aws:sqs',
  awsRegion: 'us-east-1',
  ...others,
});
const notification = (headers: Headers): object => ({
  Type: 'Notification',
  MessageId: 'm1',
  TopicArn: 'arn:aws:sns:us-east-1:1:orders',
  Message: '{"id":7}',
  MessageAttributes: mapped(headers, (Value) => ({ Type: 'String', Value })),
});
const wrapped = (headers: Headers): object => ({ MessageId: 'm1', Body: JSON.stringify(notification(headers)) });
const wrappedRecord = (headers: Headers): object => queueRecord({}, { body: JSON.stringify(notification(headers)) });
const topicRecord = (headers: Headers): object => ({
  EventSource: 'aws:sns',
  EventVersion: '1.0',
  Sns: notification(headers),
});
const event = (...Records: unknown[]): LinkSource => ({ Records }) as LinkSource;

describe.each<[string, string, (headers: Headers) => object]>([
  ['a message received from SQS', 'MessageAttributes', received],
  ["Lambda's record of SQS", 'messageAttributes', queueRecord],
  ['a notification of SNS in a message of SQS', 'Body', wrapped],
  ["Lambda's record of SNS", 'Sns', topicRecord],
])('%s', (_what, field, message) => {
  testHeaders(message, 'text');
  testField(field, { [field]: (message({ traceparent: A }) as Headers)[field] });
});

describe("A notification of SNS in Lambda's record of SQS", () => {
  testHeaders(wrappedRecord, 'text');
});

describe('The attributes of a message', () => {
  test.each([null, 7, 'text', [], {}, { StringValue: 7 }, { StringValue: null }, { StringValue: { Value: A } }])(
    'that are %p give no link',
    (attribute) => {
      expect(read({ MessageAttributes: { traceparent: attribute } })).toEqual([]);
      expect(read({ MessageAttributes: attribute })).toEqual([]);
    },
  );

  test('take precedence over X-Ray’s header of the service', () => {
    expect(read(received({ traceparent: A }, { Attributes: { AWSTraceHeader: XRAY } }))).toEqual([linkOf(A)]);
    expect(read(queueRecord({ traceparent: A }, { attributes: { AWSTraceHeader: XRAY } }))).toEqual([linkOf(A)]);
  });
});

describe('The body of a message', () => {
  const large = (length: number): object => ({
    Body: JSON.stringify({ ...notification({ traceparent: A }), Message: 'x'.repeat(length) }),
  });

  test('is read up to 1 MiB', () => {
    expect(read(large(1_000_000))).toEqual([linkOf(A)]);
    expect(read(large(1_048_576))).toEqual([]);
  });

  test.each([
    '',
    'text',
    '[]',
    '{',
    '{"MessageAttributes"',
    '{"MessageAttributes":7}',
    '{"MessageAttributes":null}',
    ` ${JSON.stringify(notification({ traceparent: A }))}`,
  ])('that is %p gives no link', (Body) => {
    expect(read({ Body })).toEqual([]);
  });

  test.each<[string, (text: string) => string]>([
    ['as SNS formats it', (text) => JSON.stringify(JSON.parse(text), null, 2)],
    [
      'with the attributes first',
      (text) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse())),
    ],
    [
      'with escapes in another attribute',
      (text) =>
        text.replace('"MessageAttributes":{', '"MessageAttributes":{"note":{"Type":"String","Value":"a\\"b\\u0041"},'),
    ],
    [
      'with another attribute',
      (text) => text.replace('"MessageAttributes":{', '"MessageAttributes":{"count":{"Type":"Number","Value":"7"}, '),
    ],
    [
      'whose message has such attributes too',
      (text) =>
        text.replace(
          '"Message":"',
          `"Message":"${JSON.stringify(JSON.stringify(notification({ traceparent: B }))).slice(1, -1)}`,
        ),
    ],
    ['whose subject is their name', (text) => text.replace('{', '{"Subject":"MessageAttributes",')],
  ])('is read %s', (_what, format) => {
    expect(read({ Body: format(JSON.stringify(notification({ traceparent: A }))) })).toEqual([linkOf(A)]);
  });

  test.each([
    (text: string) => `{"detail":${text}}`,
    (text: string) => `{"detail":${text},"id":7}`,
    (text: string) => `{"details":[${text}]}`,
    (text: string) => `{"detail":${JSON.stringify(text)}}`,
    (text: string) => text.replace('"MessageAttributes"', '"\\"MessageAttributes"'),
    (text: string) => text.replace('"MessageAttributes"', '"messageAttributes"'),
    (text: string) => text.replace('"Value"', '"StringListValues"'),
    (text: string) => text.slice(0, -1),
  ])('is not read if it is something else (%p)', (change) => {
    expect(read({ Body: change(JSON.stringify(notification({ traceparent: A }))) })).toEqual([]);
  });

  test('is not read in any other request', () => {
    expect(read({ body: JSON.stringify(notification({ traceparent: A })) })).toEqual([]);
    expect(read({ body: JSON.stringify({ traceparent: A }) })).toEqual([]);
    const body = jest.fn();
    expect(read(Object.defineProperty({ method: 'POST' }, 'body', { get: body, enumerable: true }))).toEqual([]);
    expect(body).not.toHaveBeenCalled();
  });
});

describe("X-Ray's header", () => {
  test.each<[string, object]>([
    ['a message received from SQS', received({}, { Attributes: { AWSTraceHeader: XRAY } })],
    ["Lambda's record of SQS", queueRecord({}, { attributes: { AWSTraceHeader: XRAY } })],
    ['headers', { headers: { 'X-Amzn-Trace-Id': XRAY } }],
  ])('is read from %s', (_what, message) => {
    expect(read(message)).toEqual([XRAY_ID]);
  });

  test.each([undefined, null, '', 'bad', 7, {}, XRAY.replace('Root', 'Boot')])(
    'that is %p gives no link',
    (AWSTraceHeader) => {
      expect(read(received({}, { Attributes: { AWSTraceHeader } }))).toEqual([]);
    },
  );
});

describe("Lambda's event", () => {
  const records = [queueRecord({ traceparent: A }), queueRecord({}), queueRecord({ traceparent: B })];

  test('is read record by record, each of which has its place', () => {
    const seen: unknown[] = [];
    const links = linksFrom(event(...records), {
      attributes(item, index) {
        seen.push(item);
        return { index };
      },
    });
    expect(links.map(({ attributes }) => attributes)).toEqual([{ index: 0 }, { index: 2 }]);
    expect(seen).toEqual([records[0], records[2]]);
  });

  test('of SNS is read', () => {
    expect(read(event(topicRecord({ traceparent: A }), topicRecord({ traceparent: B })))).toEqual([A, B].map(linkOf));
  });

  test('may be one of several', () => {
    expect(read([event(...records), event(queueRecord({ traceparent: C }))])).toEqual([A, B, C].map(linkOf));
  });

  test('with a record that throws has its other records read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(read(event(proxy, null, 7, ...records))).toEqual([A, B].map(linkOf));
  });

  test('inside itself, or inside another, is not read', () => {
    const cycle = { Records: [] as unknown[] };
    cycle.Records.push(cycle, event(queueRecord({ traceparent: A })));
    expect(read(cycle)).toEqual([]);
  });

  test.each([undefined, null, 7, 'text', {}, []])('with records that are %p gives no link', (Records) => {
    expect(read({ Records })).toEqual([]);
  });
});

describe("Lambda's record of Kinesis", () => {
  const record = (data: unknown): object => ({
    eventSource: 'aws:kinesis',
    kinesis: { partitionKey: '7', sequenceNumber: '1', data },
  });
  const base64 = (value: unknown): string =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');

  test('is read by the context in its data, as a record has no headers', () => {
    expect(read(record(base64({ id: 7, traceparent: A })))).toEqual([linkOf(A)]);
    expect(
      read({
        Records: [record(base64({ traceparent: A })), record(base64({ id: 7 })), record(base64({ traceparent: B }))],
      }),
    ).toEqual([A, B].map(linkOf));
  });

  test.each([
    undefined,
    null,
    7,
    '',
    'text',
    base64('text'),
    base64([A]),
    base64({}),
    base64({ inner: { traceparent: A } }),
    base64('{"traceparent":'),
    'A'.repeat(2 ** 21),
  ])('with data that is %.60p gives no link', (data) => {
    expect(read(record(data))).toEqual([]);
    expect(read({ kinesis: data })).toEqual([]);
  });
});

describe("The SDK's answer to ReceiveMessageCommand", () => {
  test('is read message by message, each of which has its place', () => {
    const answer = {
      $metadata: {},
      Messages: [received({ traceparent: A }), received({}), received({ traceparent: B })],
    };
    expect(
      linksFrom(answer, { attributes: (_message, index) => ({ index }) }).map(({ attributes }) => attributes),
    ).toEqual([{ index: 0 }, { index: 2 }]);
  });

  test.each([undefined, null, 7, 'text', {}, [], [null]])('with messages that are %p gives no link', (Messages) => {
    expect(read({ Messages })).toEqual([]);
  });
});
