/**
 * Headers through RabbitMQ that no OpenTelemetry wrote: tables of any type that AMQP has, as large as the client takes.
 */
import type { ConsumeMessage } from 'amqplib';
import { LinkFrom, type LinkSource } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordCounts } from '../fixtures/reports';
import { cause, causeLink, linkTargets, message as headed } from '../fixtures/spans';
import { describeWith } from '../servers/server';
import { type Broker, newQueue, send, startBroker, take } from './amqp';

const recorder = recordSpans();
const counts = recordCounts();
let broker: Broker;

const { traceparent } = headed(0).headers as { traceparent: string };
const [traceId, spanId] = causeLink(0).split('-') as [string, string];
/** Nearly all that the client encodes, which is 64 KB a message. */
const LARGE = 60_000;

/** Valid contexts under other names, and invalid ones under the usual names. */
const POISONED: Record<string, object> = {
  'a number': { traceparent: 7 },
  'a large number': { traceparent: 2 ** 60 },
  'a fraction': { traceparent: 0.5 },
  'a boolean': { traceparent: true },
  nothing: { traceparent: null },
  'a timestamp': { traceparent: { '!': 'timestamp', value: 1_700_000_000 } },
  'a decimal': { traceparent: { '!': 'decimal', value: { places: 1, digits: 5 } } },
  'a table': { traceparent: { traceparent, value: traceparent } },
  'an array of tables': { traceparent: [{ traceparent }] },
  'an array of arrays': { traceparent: [[traceparent]] },
  'commas without end': { traceparent: ','.repeat(LARGE) + traceparent },
  'an empty array': { traceparent: [] },
  'an array of all types': { traceparent: [1, 0.5, null, true, {}, [], Buffer.alloc(3), '00'] },
  bytes: { traceparent: Buffer.from([0xff, 0xfe, 0, 1]) },
  'the text in UTF-16': { traceparent: Buffer.from(traceparent, 'utf16le') },
  'bytes without end': { traceparent: Buffer.alloc(LARGE, '0') },
  'text without end': { traceparent: `00-${'f'.repeat(LARGE)}` },
  'text that goes on': { traceparent: traceparent + ' '.repeat(LARGE) },
  'an upper-case id': { traceparent: traceparent.toUpperCase() },
  zeros: { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` },
  'the version ff': { traceparent: `ff${traceparent.slice(2)}` },
  'another name': {
    '': traceparent,
    'trace parent': traceparent,
    'traceparent ': traceparent,
    'traceparent\0': traceparent,
  },
  'places of other clients': {
    headers: { traceparent },
    properties: { headers: { traceparent } },
    Records: [{ traceparent }],
    attributes: { traceparent },
  },
  'the shape of a span context': {
    traceId,
    spanId,
    traceFlags: 1,
    context: { traceId, spanId },
    spanContext: `${traceId}-${spanId}`,
  },
  'a forged death': { 'x-death': [{ traceparent, headers: { traceparent }, queue: traceparent }] },
  'names of methods': {
    get: traceparent,
    next: traceparent,
    then: traceparent,
    toString: traceparent,
    constructor: traceparent,
    length: 2 ** 40,
  },
  'an array for a prototype': { ['__proto__']: [traceparent], length: 2 ** 40 },
  'bytes for a prototype': { ['__proto__']: Buffer.from(traceparent), traceParent: 7 },
  'formats of others': {
    b3: `${traceId}`,
    'x-amzn-trace-id': 'Root=1;Parent=2',
    'x-datadog-trace-id': '-1',
    'uber-trace-id': ':::',
    '_tracer-data': { data: Buffer.alloc(9) },
  },
  'thousands of names': Object.fromEntries(Array.from({ length: 4_000 }, (_, n) => [`k${n}`, `v${n}`])),
};

/** Headers that are odd, and name their producer all the same. */
const ODD: Record<string, object> = {
  bytes: { traceparent: Buffer.from(traceparent) },
  'a name in another case': { TraceParent: traceparent },
  'the name in two cases': { traceparent: 'broken', Traceparent: traceparent },
  'several values': { traceparent: ['broken', Buffer.from(traceparent), 7] },
  'a long way to it': { traceparent: [...Array<string>(90).fill('broken'), traceparent] },
  'a trace state of no use': { traceparent, tracestate: { vendor: [1] } },
  'a trace state without end': { traceparent, tracestate: `a=${'b'.repeat(LARGE)}` },
  'baggage without end': { traceparent, baggage: `a=${'b'.repeat(LARGE)}` },
  'a prototype': { traceparent, ['__proto__']: Buffer.alloc(9), constructor: null },
};

class Warehouse {
  @LinkFrom(0)
  async ship(message: ConsumeMessage): Promise<string> {
    return message.content.toString();
  }

  @LinkFrom(0, { attributes: (_message, index) => ({ index }) })
  shipAll(batch: ConsumeMessage[]): number {
    return batch.length;
  }

  @LinkFrom((message: ConsumeMessage) => message.properties.headers as LinkSource)
  read(message: ConsumeMessage): string {
    return message.content.toString();
  }
}

const warehouse = new Warehouse();

async function deliver(headers: readonly object[]): Promise<ConsumeMessage[]> {
  const queue = await newQueue(broker.channel);
  for (const each of headers) await send(broker.channel, queue, { headers: each });
  return take(broker.channel, queue, headers.length);
}

describeWith('rabbitmq-server', 'A message of RabbitMQ', () => {
  beforeAll(async () => {
    broker = await startBroker();
  });
  beforeEach(async () => {
    recorder.reset();
    await counts();
  });
  afterAll(async () => {
    recorder.stop();
    await broker.stop();
  });

  test.each(Object.entries(POISONED))(
    'with %s in place of a context is handled without a link, and counted',
    async (_what, headers) => {
      const [message] = (await deliver([headers])) as [ConsumeMessage];
      await expect(warehouse.ship(message)).resolves.toBe('{"id":7}');
      expect(recorder.span('Warehouse.ship')).toHaveLinkCount(0);
      await expect(counts()).resolves.toEqual({ 'spanlink.links.unreadable': 1 });
      // the sender chooses this source, so it may hold a link to the span that he names, and no other
      expect(warehouse.read(message)).toBe('{"id":7}');
      for (const link of linkTargets(recorder.span('Warehouse.read'))) expect(link).toBe(causeLink(0));
    },
  );

  test.each(Object.entries(ODD))('with %s is linked to its producer all the same', async (_what, headers) => {
    const [message] = (await deliver([headers])) as [ConsumeMessage];
    await warehouse.ship(message);
    expect(linkTargets(recorder.span('Warehouse.ship'))).toEqual([causeLink(0)]);
    await expect(counts()).resolves.toEqual({});
  });

  test('with any such header takes no link from the others of its batch', async () => {
    const poisoned = Object.values(POISONED);
    const batch = await deliver(poisoned.flatMap((headers, n) => [headers, headed(n).headers]));
    expect(warehouse.shipAll(batch)).toBe(2 * poisoned.length);
    const span = recorder.span('Warehouse.shipAll');
    expect(span).toHaveLinkCount(poisoned.length);
    for (const n of poisoned.keys()) expect(span).toLinkTo(cause(n), { attributes: { index: 2 * n + 1 } });
    await expect(counts()).resolves.toEqual({ 'spanlink.links.unreadable': poisoned.length });
  });
});
