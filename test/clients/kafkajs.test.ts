/** KafkaJS: messages as its own decoder makes them, and the payloads that `eachMessage` and `eachBatch` get. */
import type { Batch, EachBatchPayload, EachMessagePayload, IHeaders, KafkaMessage } from 'kafkajs';
import { LinkFrom, linksFrom } from 'spanlink';
import { fromKafka, messageAttributes } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { A, B, linkOf, linkTargets } from '../fixtures/spans';

interface Encoder {
  readonly buffer: Buffer;
}
interface Decoder {
  readVarInt(): number;
}

const encode = jest.requireActual<(record: object) => Encoder>('kafkajs/src/protocol/recordBatch/record/v0');
const decode = jest.requireActual<(decoder: Decoder, context: object) => KafkaMessage>(
  'kafkajs/src/protocol/recordBatch/record/v0/decoder',
);
const Wire = jest.requireActual<new (bytes: Buffer) => Decoder>('kafkajs/src/protocol/decoder');
const BatchOf =
  jest.requireActual<new (topic: string, offset: string, data: object) => Batch>('kafkajs/src/consumer/batch');

/** Returns a message that was sent with those headers as it arrives. */
function sent(headers: IHeaders, offsetDelta = 0): KafkaMessage {
  const wire = new Wire(encode({ offsetDelta, key: 'k', value: '{"id":7}', headers }).buffer);
  wire.readVarInt();
  return decode(wire, { firstOffset: '0', firstTimestamp: '0', magicByte: 2 });
}

/** Returns the payload of `eachBatch` with those messages. */
function payloadOf(messages: KafkaMessage[]): EachBatchPayload {
  return {
    batch: new BatchOf('orders', '0', { partition: 0, highWatermark: '9', messages, abortedTransactions: [] }),
    resolveOffset() {},
    async heartbeat() {},
    pause: () => () => {},
    async commitOffsetsIfNecessary() {},
    uncommittedOffsets: () => ({ topics: [] }),
    isRunning: () => true,
    isStale: () => false,
  };
}

class Shop {
  @LinkFrom(0)
  async ship(_message: KafkaMessage): Promise<void> {}

  @LinkFrom(({ message }: EachMessagePayload) => message)
  async eachMessage(_payload: EachMessagePayload): Promise<void> {}

  @LinkFrom(0, {
    relation: 'batch_item',
    attributes: ({ offset }: KafkaMessage) => ({ 'kafka.offset': offset }),
  })
  async eachBatch(_payload: EachBatchPayload): Promise<void> {}

  @LinkFrom(({ batch }: EachBatchPayload) => batch.messages)
  async selected(_payload: EachBatchPayload): Promise<void> {}
}

const recorder = recordSpans();
const shop = new Shop();
beforeEach(() => recorder.reset());

describe('A message of KafkaJS', () => {
  test('is a source, and so are its headers', async () => {
    const message = sent({ traceparent: A, tracestate: 'vendor=1' });
    expect(message.headers?.traceparent).toBeInstanceOf(Buffer);
    expect(linkTargets(linksFrom(message))).toEqual([linkOf(A)]);
    expect(linksFrom(message)[0]?.context.traceState?.serialize()).toBe('vendor=1');
    expect(linksFrom(message.headers)).toEqual(linksFrom(message));
    await shop.ship(message);
    expect(linkTargets(recorder.span('Shop.ship'))).toEqual([linkOf(A)]);
  });

  test('with a header several times has the link of its last valid value', () => {
    expect(linkTargets(linksFrom(sent({ traceparent: [B, A, 'bad'] })))).toEqual([linkOf(A)]);
  });

  test('is read by name, alone and as eachMessage gets it, and described', () => {
    const message = sent({ traceparent: A }, 7);
    const received: EachMessagePayload = {
      topic: 'orders',
      partition: 0,
      message,
      async heartbeat() {},
      pause: () => () => {},
    };
    expect(fromKafka(message)).toEqual(linksFrom(message));
    expect(fromKafka(received)).toEqual(linksFrom(message));
    const attributes = {
      'kafka.offset': 7,
      'kafka.message.key': 'k',
      'messaging.message.body.size': 8,
    };
    expect(messageAttributes(message)).toEqual(attributes);
    expect(messageAttributes(received)).toEqual({
      ...attributes,
      'messaging.destination.name': 'orders',
      'messaging.destination.partition.id': '0',
    });
  });

  test('without headers gives no link', async () => {
    const old: KafkaMessage = { key: null, value: null, timestamp: '0', attributes: 0, offset: '0', size: 0 };
    expect(linksFrom([sent({}), old])).toEqual([]);
  });

  test('is selected from the payload of eachMessage', async () => {
    await shop.eachMessage({
      topic: 'orders',
      partition: 0,
      message: sent({ traceparent: A }),
      async heartbeat() {},
      pause: () => () => {},
    });
    expect(linkTargets(recorder.span('Shop.eachMessage'))).toEqual([linkOf(A)]);
  });
});

describe('A batch of KafkaJS', () => {
  const payload = payloadOf([sent({ traceparent: A }), sent({}, 1), sent({ traceparent: B }, 2)]);

  test('is a source as eachBatch gets it, with each message in its place', async () => {
    await shop.eachBatch(payload);
    const { links } = recorder.span('Shop.eachBatch');
    expect(linkTargets({ links })).toEqual([A, B].map(linkOf));
    expect(links.map(({ attributes }) => attributes?.['kafka.offset'])).toEqual(['0', '2']);
  });

  test('is read by name, with each message described', () => {
    const links = fromKafka(payload, { attributes: messageAttributes });
    expect(linkTargets(links)).toEqual([A, B].map(linkOf));
    expect(links.map(({ attributes }) => attributes?.['kafka.offset'])).toEqual([0, 2]);
    expect(fromKafka(payload.batch.messages)).toEqual(linksFrom(payload));
  });

  test('is a source by its messages alone', async () => {
    await shop.selected(payload);
    expect(linkTargets(recorder.span('Shop.selected'))).toEqual([A, B].map(linkOf));
  });

  test('that is empty gives no link', () => {
    expect(linksFrom(payloadOf([]))).toEqual([]);
  });
});
