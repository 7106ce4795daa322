/** Kafka's clients: KafkaJS and its batches, node-rdkafka, @platformatic/kafka. */
import { linksFrom, type LinkSource } from 'spanlink';
import { recordCounts } from '../../../fixtures/reports.js';
import { A, B, linkOf } from '../../../fixtures/spans.js';
import { read, testField, testHeaders } from './message-suite.js';

type Headers = Readonly<Record<string, unknown>>;

const message = (headers: unknown): object => ({
  key: null,
  value: Buffer.from('{}'),
  timestamp: '0',
  attributes: 0,
  offset: '7',
  headers,
});
const payload = (messages: unknown): LinkSource =>
  ({
    batch: { topic: 'orders', partition: 0, highWatermark: '9', messages, isEmpty: () => false },
    heartbeat: async () => {},
    isRunning: () => true,
  }) as LinkSource;
const entriesOf = (headers: Headers): [Buffer, unknown][] =>
  Object.entries(headers).map(([name, value]) => [Buffer.from(name), value]);

describe('A message of KafkaJS', () => {
  testHeaders(message);
});

describe('A message of node-rdkafka', () => {
  testHeaders((headers) => ({
    topic: 'orders',
    partition: 0,
    headers: [{ 'content-type': 'text/plain' }, ...Object.entries(headers).map(([name, value]) => ({ [name]: value }))],
  }));
});

describe('A message of @platformatic/kafka', () => {
  testHeaders((headers) => ({ topic: 'orders', headers: new Map(entriesOf(headers)) }));
});

describe('A message of @platformatic/kafka with nothing but its entries', () => {
  testHeaders((headers) => ({ topic: 'orders', headerEntries: entriesOf(headers) }));
  testField('headerEntries', { headerEntries: entriesOf({ traceparent: Buffer.from(A) }) });

  test('is read by the last valid value of a name given twice', () => {
    expect(
      read({ headerEntries: [...entriesOf({ traceparent: A }), ...entriesOf({ traceparent: B, TraceParent: 'bad' })] }),
    ).toEqual([linkOf(B)]);
  });
});

describe('The payload of a batch of KafkaJS', () => {
  const messages = [message({ traceparent: Buffer.from(A) }), message(undefined), message({ traceparent: [B] })];

  test('is read message by message, each of which has its place', () => {
    const links = linksFrom(payload(messages), {
      attributes: (item, index) => ({ index, offset: (item as { offset: string }).offset }),
    });
    expect(links.map(({ attributes }) => attributes)).toEqual([
      { index: 0, offset: '7' },
      { index: 2, offset: '7' },
    ]);
    expect(read(payload(messages))).toEqual([A, B].map(linkOf));
  });

  test('with a message that throws has its other messages read', () => {
    const throwing = Object.defineProperty({}, 'headers', { get: () => Buffer.alloc(-1) });
    expect(read(payload([throwing, ...messages]))).toEqual([A, B].map(linkOf));
  });

  test('has its messages read once', () => {
    const get = jest.fn(() => messages);
    expect(read({ batch: Object.defineProperty({}, 'messages', { get }) })).toEqual([A, B].map(linkOf));
    expect(get).toHaveBeenCalledTimes(1);
  });

  test.each([undefined, null, 7, 'text', {}, []])('with messages that are %p gives no link', (none) => {
    expect(read(payload(none))).toEqual([]);
  });

  test('counts each message that holds no context as unreadable', async () => {
    const counts = recordCounts();
    read(payload([...messages, null, message({ traceparent: 'bad' })]));
    expect(await counts()).toEqual({ 'spanlink.links.unreadable': 2 });
  });

  test('in another is not read', () => {
    expect(read(payload([payload(messages)]))).toEqual([]);
  });
});

describe('The payload of one message of KafkaJS', () => {
  testHeaders((headers) => ({
    topic: 'orders',
    partition: 0,
    message: message(headers),
    heartbeat: async () => {},
    pause: () => () => {},
  }));
  testField('message', { topic: 'orders', partition: 0, message: message({ traceparent: A }) });
});

describe("Lambda's event of Kafka", () => {
  const bytes = (traceparent: string): number[] => [...Buffer.from(traceparent)];
  const record = (traceparent: unknown): object => ({
    topic: 'orders',
    partition: 0,
    offset: 7,
    value: 'e30=',
    headers: [{ other: [1, 2] }, { traceparent }],
  });
  const event = (records: unknown): LinkSource => ({ eventSource: 'aws:kafka', records }) as LinkSource;

  test('is read record by record, with headers as numbers', () => {
    const links = linksFrom(
      event({ 'orders-0': [record(bytes(A)), record(undefined)], 'orders-1': [record(bytes(B))] }),
      { attributes: (_record, index) => ({ index }) },
    );
    expect(links.map(({ attributes }) => attributes)).toEqual([{ index: 0 }, { index: 2 }]);
    expect(read(record(bytes(A)))).toEqual([linkOf(A)]);
  });

  test.each([
    undefined,
    null,
    7,
    'text',
    {},
    [],
    { 'orders-0': 7 },
    { 'orders-0': [null, 7, record([256, -1, Number.NaN]), record([null]), record(Array(70_000).fill(48))] },
  ])('with records that are %.60p gives no link', (records) => {
    expect(read(event(records))).toEqual([]);
  });
});
