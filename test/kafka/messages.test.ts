/** Messages through a real Kafka broker: whoever takes one is linked to the span that sent it. */
import { SpanKind } from '@opentelemetry/api';
import type { EachBatchPayload, EachMessagePayload } from 'kafkajs';
import { formatLink, LinkFrom, linksFrom, Span, SpanGuard } from 'spanlink';
import { messageAttributes, toKafka } from 'spanlink/messages';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { POISONED } from '../brokers/poisoned';
import { recordCounts } from '../fixtures/reports';
import { causeLink, causeTraceparent, linkTargets } from '../fixtures/spans';
import { describeKafka } from '../servers/server';
import { Broker, order } from './broker';
import { CLIENTS } from './clients';

const recorder = recordSpans();
const counts = recordCounts();
let broker: Broker;

class Shop {
  @Span({ kind: SpanKind.PRODUCER })
  async place(topic: string, id: number): Promise<void> {
    await broker.send(topic, order(id, toKafka(SpanGuard.current().carrier())));
  }

  /** As `place`, with one request for all. */
  async placeAll(topic: string, count: number): Promise<void> {
    const place = (id: number): ReturnType<typeof order> => order(id, toKafka(this.carrier()));
    await broker.send(topic, ...Array.from({ length: count }, (_, id) => place(id)));
  }

  @Span({ name: 'Shop.place' })
  carrier(): Record<string, string> {
    return SpanGuard.current().carrier();
  }
}

class Warehouse {
  @LinkFrom(0, { attributes: messageAttributes })
  async eachMessage(_payload: EachMessagePayload): Promise<void> {}

  @LinkFrom(0, { relation: 'batch_item', attributes: messageAttributes })
  async eachBatch(_payload: EachBatchPayload): Promise<void> {}
}

const shop = new Shop();
const warehouse = new Warehouse();
const placed = (): readonly FinishedSpan[] => recorder.named('Shop.place');
const placedLinks = (): string[] => placed().map((span) => formatLink(span.spanContext()));

describeKafka('Through Kafka,', () => {
  beforeAll(async () => {
    broker = await Broker.start();
  });
  beforeEach(async () => {
    recorder.reset();
    await counts();
  });
  afterAll(async () => {
    recorder.stop();
    await broker.stop();
  });

  describe.each(CLIENTS)('a message that %s delivers', (_name, take) => {
    test('links to the span that sent it, which ended long before', async () => {
      const topic = await broker.topic();
      await shop.place(topic, 1);
      await shop.place(topic, 2);
      // the consumer comes when the producer is done
      const taken = await take(broker, topic, 2);
      expect(taken.flatMap(({ links }) => links)).toEqual(placedLinks());
      expect(taken.flatMap(({ named }) => named)).toEqual(placedLinks());
    });

    test('with headers that a mirror repeated has the last pair of its context and trace state', async () => {
      const topic = await broker.topic();
      const traceparent = [causeTraceparent(1), causeTraceparent(2)];
      await broker.send(topic, order(1, { traceparent, tracestate: ['one=1', 'two=2'], tenant: ['a', 'b'] }));
      await broker.send(topic, order(2, { traceparent, tracestate: 'one=1' }));
      const expected = { links: [causeLink(2)], named: [causeLink(2)] };
      expect(await take(broker, topic, 2)).toMatchObject([
        { ...expected, states: ['two=2'] },
        { ...expected, states: [null] },
      ]);
    });

    test('is a tombstone with its link, or has no headers and none', async () => {
      const topic = await broker.topic();
      const headers = toKafka(shop.carrier());
      await broker.send(topic, { key: 'order-7', value: null, headers }, { key: null, value: '{}' });
      const attributes = { 'messaging.destination.name': topic, 'messaging.destination.partition.id': '0' };
      expect(await take(broker, topic, 2)).toEqual([
        {
          links: placedLinks(),
          states: [null],
          named: placedLinks(),
          attributes: {
            ...attributes,
            'kafka.offset': 0,
            'kafka.message.key': 'order-7',
            'kafka.message.tombstone': true,
          },
        },
        {
          links: [],
          states: [],
          named: [],
          attributes: { ...attributes, 'kafka.offset': 1, 'messaging.message.body.size': 2 },
        },
      ]);
    });

    test('gives no link, and fails nothing, whatever a hostile producer wrote into its headers', async () => {
      const topic = await broker.topic();
      const bytes = Buffer.from([0xff, 0xfe, 0, 1]);
      const hostile = [
        ...POISONED.map(([, headers]) => headers),
        { traceparent: bytes, tracestate: bytes },
        { traceparent: Array.from({ length: 500 }, () => 'x'), tracestate: Array.from({ length: 500 }, () => 'y=1') },
        Object.fromEntries(Array.from({ length: 2_000 }, (_, name) => [`name-${name}`, 'x'])),
        { traceparent: Buffer.alloc(200_000, '0') },
      ];
      await broker.send(topic, ...hostile.map((headers, id) => order(id, headers)));
      const taken = await take(broker, topic, hostile.length);
      expect(taken.map(({ links, named }) => [...links, ...named])).toEqual(hostile.map(() => []));
    });
  });

  test('the payload of eachMessage is a source, with its topic and partition on the link', async () => {
    const topic = await broker.topic();
    await shop.place(topic, 7);
    await broker.each(topic, 1, (payload) => warehouse.eachMessage(payload));
    expect(recorder.span('Warehouse.eachMessage')).toLinkTo(recorder.span('Shop.place'), {
      attributes: {
        'messaging.destination.name': topic,
        'messaging.destination.partition.id': '0',
        'kafka.offset': 0,
        'kafka.message.key': 'order-7',
        'messaging.message.body.size': 8,
      },
    });
  });

  test('a batch of 500 gives as many links in order, each with its offset, and counts itself on the span', async () => {
    const topic = await broker.topic();
    await shop.placeAll(topic, 500);
    await broker.batches(topic, 500, (payload) => warehouse.eachBatch(payload));
    const span = recorder.span('Warehouse.eachBatch');
    const parts = [span, ...['2/4', '3/4', '4/4'].map((part) => recorder.span(`Warehouse.eachBatch links ${part}`))];
    expect(parts.map(({ links }) => links.length)).toEqual([128, 128, 128, 116]);
    const links = parts.flatMap((part) => part.links);
    expect(linkTargets(links)).toEqual(placedLinks());
    expect(links.map(({ attributes }) => attributes?.['kafka.offset'])).toEqual(links.map((_, offset) => offset));
    expect(span.attributes).toMatchObject({ 'messaging.batch.message_count': 500, 'spanlink.links.total': 500 });
    await expect(counts()).resolves.toEqual({});
  });

  test('a compacted topic links to the last sender of each key alone', async () => {
    const topic = await broker.topic({
      'cleanup.policy': 'compact',
      'min.cleanable.dirty.ratio': '0.01',
      'segment.ms': '100',
      'delete.retention.ms': '0',
    });
    const send = (key: string): Promise<void> =>
      broker.send(topic, { key, value: '{}', headers: toKafka(shop.carrier()) });
    await send('7');
    await send('7');
    await send('8');
    // each further message may begin the next segment, after which the ones before are cleaned
    let offsets: string[] = [];
    for (let tries = 0; tries < 200 && (offsets.length === 0 || offsets.includes('0')); tries++) {
      await send('last');
      offsets = (await broker.take(topic, 2)).map(({ message }) => message.offset);
    }
    expect(offsets).toEqual(['1', '2']);
    const [seven, eight] = await broker.take(topic, 2);
    expect(linkTargets(linksFrom([seven, eight]))).toEqual(placedLinks().slice(1, 3));
  });
});
