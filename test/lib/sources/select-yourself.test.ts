/** What has no documented place for a context gives no link whole, and the link that a selector takes from it. */
import { linksFrom, type LinkSource } from 'spanlink';
import { A, B, linkOf, linkTargets } from '../../fixtures/spans';

const read = (source: unknown): string[] => linkTargets(linksFrom(source as LinkSource));
const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64');

interface Row {
  traceparent?: string;
}
interface Image {
  traceparent?: { S?: string };
}

const SHAPES: [string, unknown, (source: never) => unknown, string[]][] = [
  [
    'a change of MongoDB',
    { operationType: 'insert', documentKey: { _id: 7 }, fullDocument: { _id: 7, traceparent: A } },
    ({ fullDocument }: { fullDocument: Row }) => fullDocument,
    [A],
  ],
  [
    "a change of Debezium, by the application's own column",
    { op: 'c', before: null, after: { id: 7, traceparent: A }, source: {} },
    ({ after }: { after: Row }) => after,
    [A],
  ],
  [
    'an event of a DynamoDB stream',
    {
      Records: [A, B].map((S) => ({
        eventSource: 'aws:dynamodb',
        dynamodb: { NewImage: { id: { N: '7' }, traceparent: { S } } },
      })),
    },
    ({ Records }: { Records: { dynamodb: { NewImage: Image } }[] }) =>
      Records.map(({ dynamodb }) => dynamodb.NewImage.traceparent?.S),
    [A, B],
  ],
  [
    'jobs of pg-boss',
    [A, B].map((traceparent) => ({ id: '7', name: 'ship', data: { order: 7, traceparent } })),
    (jobs: { data: Row }[]) => jobs.map(({ data }) => data),
    [A, B],
  ],
  [
    'a message of SQS by its body',
    { MessageId: '7', Body: JSON.stringify({ order: 7, traceparent: A }) },
    ({ Body }: { Body: string }) => Body,
    [A],
  ],
  [
    'an event of EventBridge in a message of SQS',
    { MessageId: '7', Body: JSON.stringify({ 'detail-type': 'placed', detail: { traceparent: A } }) },
    ({ Body }: { Body: string }) => Body,
    [A],
  ],
  [
    'records that Firehose has transformed',
    { records: [{ recordId: '7', data: base64({ order: 7, traceparent: A }) }] },
    ({ records }: { records: { data: string }[] }) => records.map(({ data }) => Buffer.from(data, 'base64')),
    [A],
  ],
  [
    'a message of Kafka by its value',
    { key: null, value: Buffer.from(JSON.stringify({ order: 7, traceparent: A })), offset: '7' },
    ({ value }: { value: Buffer }) => value,
    [A],
  ],
];

test.each(SHAPES)('%s', (_what, source, select, expected) => {
  expect(read(source)).toEqual([]);
  expect(read(select(source as never))).toEqual(expected.map(linkOf));
});
