/** @confluentinc/kafka-javascript: the API of KafkaJS, and that of node-rdkafka with its array of one-key headers. */
import type { KafkaJS, Message } from '@confluentinc/kafka-javascript';
import { LinkFrom, linksFrom } from 'spanlink';
import { fromKafka, messageAttributes } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { A, B, linkOf, linkTargets } from '../fixtures/spans';

type KafkaMessage = KafkaJS.KafkaMessage;
type EachBatchPayload = KafkaJS.EachBatchPayload;

const message = (headers: KafkaJS.IHeaders): KafkaMessage => ({
  key: null,
  value: Buffer.from('{}'),
  timestamp: '0',
  attributes: 0,
  offset: '7',
  leaderEpoch: 1,
  headers,
});
const record = (headers?: Message['headers']): Message => ({
  value: Buffer.from('{}'),
  size: 2,
  topic: 'orders',
  partition: 0,
  offset: 7,
  ...(headers && { headers }),
});
const payload = (messages: KafkaMessage[]): EachBatchPayload => ({
  batch: {
    topic: 'orders',
    partition: 0,
    highWatermark: '9',
    messages,
    isEmpty: () => messages.length === 0,
    firstOffset: () => '7',
    lastOffset: () => '8',
    offsetLag: () => '0',
    offsetLagLow: () => '0',
  },
  resolveOffset() {},
  async heartbeat() {},
  pause: () => () => {},
  async commitOffsetsIfNecessary() {},
  isRunning: () => true,
  isStale: () => false,
});

class Shop {
  @LinkFrom(0)
  ship(_message: KafkaMessage): void {}

  @LinkFrom(0)
  async eachBatch(_payload: EachBatchPayload): Promise<void> {}

  @LinkFrom(0)
  shipRecord(_record: Message): void {}

  @LinkFrom(0)
  shipRecords(_records: Message[]): void {}
}

const recorder = recordSpans();
const shop = new Shop();
beforeEach(() => recorder.reset());

describe("A message of Confluent's client in the API of KafkaJS", () => {
  test('is a source', () => {
    const received = message({ traceparent: Buffer.from(A), tenant: [Buffer.from('a'), 'b'] });
    expect(linkTargets(linksFrom(received))).toEqual([linkOf(A)]);
    shop.ship(received);
    expect(linkTargets(recorder.span('Shop.ship'))).toEqual([linkOf(A)]);
  });

  test('is read in a batch as eachBatch gets it', async () => {
    const received = payload([
      message({ traceparent: Buffer.from(A) }),
      message({}),
      message({ traceparent: [Buffer.from(B)] }),
    ]);
    await shop.eachBatch(received);
    expect(linkTargets(recorder.span('Shop.eachBatch'))).toEqual([A, B].map(linkOf));
    expect(linksFrom(received)).toEqual(linksFrom(received.batch.messages));
  });
});

test("messages of Confluent's client are read by name, and described", () => {
  const attributes = { 'kafka.offset': 7, 'messaging.message.body.size': 2 };
  const batch = payload([message({ traceparent: Buffer.from(A) })]);
  expect(fromKafka(batch, { attributes: messageAttributes })).toEqual(linksFrom(batch, { attributes }));
  const records = [record([{ traceparent: A }])];
  expect(fromKafka(records, { attributes: messageAttributes })).toEqual(
    linksFrom(records, {
      attributes: { ...attributes, 'messaging.destination.name': 'orders', 'messaging.destination.partition.id': '0' },
    }),
  );
});

describe("A message of Confluent's client in the API of node-rdkafka", () => {
  test('is a source, and so are its headers', () => {
    const received = record([
      { tenant: 'a' },
      { traceparent: Buffer.from(A) },
      { tracestate: Buffer.from('vendor=1') },
    ]);
    expect(linkTargets(linksFrom(received))).toEqual([linkOf(A)]);
    expect(linksFrom(received)[0]?.context.traceState?.serialize()).toBe('vendor=1');
    expect(linksFrom(received.headers)).toEqual(linksFrom(received));
    shop.shipRecord(received);
    expect(linkTargets(recorder.span('Shop.shipRecord'))).toEqual([linkOf(A)]);
  });

  test('with a header several times has the link of its last valid value', () => {
    expect(
      linkTargets(linksFrom(record([{ traceparent: B }, { traceparent: Buffer.from(A) }, { traceparent: 'bad' }]))),
    ).toEqual([linkOf(A)]);
  });

  test('is read among the messages that consume() calls back with', () => {
    const records = [record([{ traceparent: A }]), record(), record([]), record([{ traceparent: B }])];
    shop.shipRecords(records);
    expect(linkTargets(recorder.span('Shop.shipRecords'))).toEqual([A, B].map(linkOf));
    expect(linkTargets(linksFrom(records))).toEqual([A, B].map(linkOf));
  });
});
