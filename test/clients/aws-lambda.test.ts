/** Events of AWS Lambda, as @types/aws-lambda types them: each as a whole, and record by record. */
import type {
  KinesisStreamEvent,
  KinesisStreamRecord,
  MSKEvent,
  MSKRecord,
  SNSEvent,
  SNSEventRecord,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda';
import { LinkFrom, linksFrom } from 'spanlink';
import { fromKafka, fromKinesis, fromSns, fromSqs, messageAttributes } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { A, B, linkOf, linkTargets } from '../fixtures/spans';

type Headers = Readonly<Record<string, string>>;

const mapped = <Value>(headers: Headers, map: (value: string) => Value): Record<string, Value> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, map(value)]));

const queued = (headers: Headers, body = '{"id":7}'): SQSRecord => ({
  messageId: 'm1',
  receiptHandle: 'r1',
  body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: 'A1',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: mapped(headers, (stringValue) => ({
    stringValue,
    stringListValues: [],
    binaryListValues: [],
    dataType: 'String',
  })),
  md5OfBody: 'd1',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:1:orders',
  awsRegion: 'us-east-1',
});
const notified = (headers: Headers): SNSEventRecord => ({
  EventVersion: '1.0',
  EventSubscriptionArn: 'arn:aws:sns:us-east-1:1:orders:s1',
  EventSource: 'aws:sns',
  Sns: {
    SignatureVersion: '1',
    Timestamp: '1970-01-01T00:00:00Z',
    Signature: 's',
    SigningCertUrl: 'https://example.org/cert.pem',
    MessageId: 'm1',
    Message: '{"id":7}',
    MessageAttributes: mapped(headers, (Value) => ({ Type: 'String', Value })),
    Type: 'Notification',
    UnsubscribeUrl: 'https://example.org',
    TopicArn: 'arn:aws:sns:us-east-1:1:orders',
  },
});
const streamed = (data: string | Buffer): KinesisStreamRecord => ({
  awsRegion: 'us-east-1',
  eventID: 'shardId-000000000006:1',
  eventName: 'aws:kinesis:record',
  eventSource: 'aws:kinesis',
  eventSourceARN: 'arn:aws:kinesis:us-east-1:1:stream/orders',
  eventVersion: '1.0',
  invokeIdentityArn: 'arn:aws:iam::1:role/shop',
  kinesis: {
    approximateArrivalTimestamp: 0,
    data: Buffer.from(data).toString('base64'),
    kinesisSchemaVersion: '1.0',
    partitionKey: 'k',
    sequenceNumber: '1',
  },
});

const recordOf = (headers: Headers): MSKRecord => ({
  topic: 'orders',
  partition: 0,
  offset: 7,
  timestamp: 0,
  timestampType: 'CREATE_TIME',
  key: Buffer.from('k').toString('base64'),
  value: 'e30=',
  headers: Object.entries(headers).map(([name, value]) => ({ [name]: [...Buffer.from(value)] })),
});

class Shop {
  @LinkFrom(0, { relation: 'batch_item' })
  async handleQueue(_event: SQSEvent): Promise<void> {}

  @LinkFrom(0)
  async handleTopic(_event: SNSEvent): Promise<void> {}

  @LinkFrom(0)
  async handleStream(_event: KinesisStreamEvent): Promise<void> {}

  @LinkFrom(0)
  async ship(_record: SQSRecord | SNSEventRecord | KinesisStreamRecord): Promise<void> {}
}

const recorder = recordSpans();
const shop = new Shop();
beforeEach(() => recorder.reset());

describe('An event of SQS', () => {
  test('is a source as a whole, and so is each record', async () => {
    const event: SQSEvent = { Records: [queued({ traceparent: A }), queued({}), queued({ traceparent: B })] };
    await shop.handleQueue(event);
    for (const record of event.Records) await shop.ship(record);
    expect(recorder.spans.map(linkTargets)).toEqual([[A, B].map(linkOf), [linkOf(A)], [], [linkOf(B)]]);
    expect(linksFrom(event.Records)).toEqual(linksFrom(event));
  });

  test('whose bodies are notifications of SNS is read', () => {
    const event: SQSEvent = { Records: [queued({}, JSON.stringify(notified({ traceparent: A }).Sns))] };
    expect(linkTargets(linksFrom(event))).toEqual([linkOf(A)]);
  });

  test("with X-Ray's header of the service is read", () => {
    const record = queued({});
    record.attributes.AWSTraceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    expect(linkTargets(linksFrom({ Records: [record] } satisfies SQSEvent))).toEqual([
      '5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8',
    ]);
  });
});

describe('An event of SNS', () => {
  test('is a source as a whole, and so is each record', async () => {
    const event: SNSEvent = { Records: [notified({ traceparent: A }), notified({ traceparent: B })] };
    await shop.handleTopic(event);
    for (const record of event.Records) await shop.ship(record);
    expect(recorder.spans.map(linkTargets)).toEqual([[A, B].map(linkOf), [linkOf(A)], [linkOf(B)]]);
    expect(linksFrom(event.Records)).toEqual(linksFrom(event));
  });
});

describe('An event of Kinesis', () => {
  const order = (headers: Headers): string => JSON.stringify({ id: 7, ...headers });

  test('is a source as a whole, and so is each record, by the fields of its JSON', async () => {
    const event: KinesisStreamEvent = {
      Records: [
        streamed(order({ traceparent: A, tracestate: 'vendor=1' })),
        streamed(order({})),
        streamed(order({ traceparent: B })),
      ],
    };
    await shop.handleStream(event);
    for (const record of event.Records) await shop.ship(record);
    expect(recorder.spans.map(linkTargets)).toEqual([[A, B].map(linkOf), [linkOf(A)], [], [linkOf(B)]]);
    expect(linksFrom(event.Records)).toEqual(linksFrom(event));
    expect(linksFrom(event)[0]?.context.traceState?.serialize()).toBe('vendor=1');
    expect(
      linksFrom(event, { attributes: (_record, index) => ({ index }) }).map(({ attributes }) => attributes),
    ).toEqual([{ index: 0 }, { index: 2 }]);
  });

  test.each<[string, string | Buffer]>([
    ['no text', ''],
    ['words', A],
    ['half of a text', order({ traceparent: A }).slice(0, -1)],
    ['a list', `[${order({ traceparent: A })}]`],
    ['bytes', Buffer.from([0xf3, 0x89, 0x9a, 0xc2, 0x0a, 0x00, 0xff])],
    ['a field deeper in it', JSON.stringify({ detail: { traceparent: A } })],
    ['a bad field', order({ traceparent: 'bad' })],
  ])('with %s as its data gives no link, and costs no other record its own', (_what, data) => {
    expect(
      linkTargets(
        linksFrom({ Records: [streamed(data), streamed(order({ traceparent: B }))] } satisfies KinesisStreamEvent),
      ),
    ).toEqual([linkOf(B)]);
  });
});

describe('An event of Kafka', () => {
  test('is a source as a whole, with the keys of its records as text', () => {
    const event: MSKEvent = {
      eventSource: 'aws:kafka',
      eventSourceArn: 'arn:aws:kafka:us-east-1:1:cluster/shop',
      bootstrapServers: 'b',
      records: { 'orders-0': [recordOf({ traceparent: A }), recordOf({})] },
    };
    const links = fromKafka(event, { attributes: messageAttributes });
    expect(linkTargets(links)).toEqual([linkOf(A)]);
    expect(links[0]?.attributes).toEqual({
      'messaging.destination.name': 'orders',
      'messaging.destination.partition.id': '0',
      'kafka.offset': 7,
      'kafka.message.key': 'k',
    });
    expect(fromKafka(event)).toEqual(linksFrom(event));
  });
});

test('Lambda’s events are read by the name of their service, and each record is described', () => {
  const all = { attributes: messageAttributes };
  const queue: SQSEvent = { Records: [queued({ traceparent: A })] };
  const topic: SNSEvent = { Records: [notified({ traceparent: A })] };
  const stream: KinesisStreamEvent = { Records: [streamed(JSON.stringify({ traceparent: A }))] };
  const read = [
    [
      fromSqs(queue, all),
      fromSqs(queue.Records, all),
      { 'messaging.destination.name': 'orders', 'messaging.message.id': 'm1' },
    ],
    [
      fromSns(topic, all),
      fromSns(topic.Records, all),
      { 'messaging.destination.name': 'orders', 'messaging.message.id': 'm1' },
    ],
    [
      fromKinesis(stream, all),
      fromKinesis(stream.Records, all),
      {
        'messaging.destination.name': 'orders',
        'messaging.destination.partition.id': 'shardId-000000000006',
        'messaging.message.id': '1',
      },
    ],
  ] as const;
  for (const [links, byRecords, attributes] of read) {
    expect(linkTargets(links)).toEqual([linkOf(A)]);
    expect(links[0]?.attributes).toEqual(attributes);
    expect(byRecords).toEqual(links);
  }
  expect([fromSqs(topic as never), fromSns(queue as never), fromKinesis(queue as never)]).toEqual([[], [], []]);
});
