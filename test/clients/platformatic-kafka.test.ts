/**
 * @platformatic/kafka, whose headers are a Map of deserialized values, which are bytes by default.
 */
import type { Message } from '@platformatic/kafka';
import { LinkFrom, linksFrom } from 'spanlink';
import { fromKafka, messageAttributes } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { A, B, linkOf, linkTargets } from '../fixtures/spans';

type Order = Readonly<{ id: number }>;

function message<Header, Key = Buffer>(headers: Map<Header, Header>, key: Key): Message<Key, Order, Header, Header> {
  const record = { key, value: { id: 7 }, topic: 'orders', partition: 0, metadata: {} };
  return {
    ...record,
    headers,
    timestamp: 0n,
    offset: 7n,
    commit() {},
    toJSON: () => ({ ...record, headers: [...headers], timestamp: '0', offset: '7' }),
  };
}

const bytes = (headers: Record<string, string>): Map<Buffer, Buffer> =>
  new Map(Object.entries(headers).map(([name, value]) => [Buffer.from(name), Buffer.from(value)]));
const KEY = Buffer.from('k');
const texts = (headers: Record<string, string>): Map<string, string> => new Map(Object.entries(headers));

class Shop {
  @LinkFrom(0)
  ship(_message: Message<Buffer, Order>): void {}

  @LinkFrom(0)
  shipText(_message: Message<string, Order, string, string>): void {}

  @LinkFrom(0)
  shipBatch(_messages: Message<Buffer, Order>[]): void {}
}

const recorder = recordSpans();
beforeEach(() => recorder.reset());

describe('A message of @platformatic/kafka', () => {
  test('is a source, with headers of bytes', () => {
    const received = message(bytes({ Traceparent: A, tracestate: 'vendor=1' }), KEY);
    expect(linkTargets(linksFrom(received))).toEqual([linkOf(A)]);
    expect(linksFrom(received)[0]?.context.traceState?.serialize()).toBe('vendor=1');
    new Shop().ship(received);
    expect(linkTargets(recorder.span('Shop.ship'))).toEqual([linkOf(A)]);
  });

  test('is a source, with headers that a deserializer made text', () => {
    const received = message(texts({ traceparent: A }), 'k');
    expect(linksFrom(received.headers)).toEqual(linksFrom(received));
    new Shop().shipText(received);
    expect(linkTargets(recorder.span('Shop.shipText'))).toEqual([linkOf(A)]);
  });

  test('is one of a batch', () => {
    new Shop().shipBatch([
      message(bytes({ traceparent: A }), KEY),
      message(bytes({}), KEY),
      message(bytes({ traceparent: B }), KEY),
    ]);
    expect(linkTargets(recorder.span('Shop.shipBatch'))).toEqual([A, B].map(linkOf));
  });

  test('is read by name, and described by its bigint offset and its key', () => {
    const received = message(bytes({ traceparent: A }), KEY);
    expect(fromKafka(received)).toEqual(linksFrom(received));
    const attributes = {
      'messaging.destination.name': 'orders',
      'messaging.destination.partition.id': '0',
      'kafka.offset': 7,
    };
    expect(messageAttributes(received)).toEqual({ ...attributes, 'kafka.message.key': 'k' });
    expect(messageAttributes(message(texts({}), null))).toEqual(attributes);
  });

  test('without headers gives no link', () => {
    expect(linksFrom([message(bytes({}), KEY), message(texts({ tenant: 'a' }), null)])).toEqual([]);
  });
});
