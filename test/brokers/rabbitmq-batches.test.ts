/** Messages of RabbitMQ that are handled together: of one queue, by prefetching them, or of several. */
import { SpanKind } from '@opentelemetry/api';
import type { ConsumeMessage } from 'amqplib';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { recordCounts } from '../fixtures/reports';
import { linkTargets } from '../fixtures/spans';
import { describeWith } from '../servers/server';
import { type Broker, newQueue, send, startBroker, take } from './amqp';

const SIZE = 500;
const recorder = recordSpans();
const counts = recordCounts();
let broker: Broker;

class Shop {
  @Span({ kind: SpanKind.PRODUCER, attributes: (_queue: string, messageId: string) => ({ messageId }) })
  place(queue: string, messageId: string): void {
    broker.channel.sendToQueue(queue, Buffer.from('{}'), { messageId, headers: SpanGuard.current().carrier() });
  }

  async placeAll(queue: string, from: number, count: number): Promise<void> {
    for (let n = from; n < from + count; n++) this.place(queue, `order ${n}`);
    await broker.channel.waitForConfirms();
  }
}

class Warehouse {
  @LinkFrom(0, {
    relation: 'batch_item',
    attributes: (message, index) => ({
      'messaging.message.id': (message as ConsumeMessage).properties.messageId as string,
      index,
    }),
  })
  async ship(batch: ConsumeMessage[]): Promise<number> {
    return batch.length;
  }

  @LinkFrom(0)
  @LinkFrom(1, { relation: 'payment' })
  @LinkFrom((_order: unknown, _payment: unknown, stock: ConsumeMessage) => stock.properties.headers ?? {}, {
    relation: 'stock',
  })
  join(_order: ConsumeMessage, _payment: ConsumeMessage, _stock: ConsumeMessage): void {}

  @LinkFrom(0)
  joinAll(_ofEachQueue: ConsumeMessage[][]): void {}
}

const shop = new Shop();
const warehouse = new Warehouse();
const placed = (messageId: string): FinishedSpan => {
  const span = recorder.named('Shop.place').find(({ attributes }) => attributes.messageId === messageId);
  if (span === undefined) throw new Error(`${messageId} was not placed`);
  return span;
};

describeWith('rabbitmq-server', 'A batch of messages of RabbitMQ', () => {
  beforeAll(async () => {
    broker = await startBroker();
    await broker.channel.prefetch(SIZE);
  });
  beforeEach(async () => {
    recorder.reset();
    await counts();
  });
  afterAll(async () => {
    recorder.stop();
    await broker.stop();
  });

  test(`of ${SIZE} gives as many links, each with its message’s place, on further spans past the limit`, async () => {
    const queue = await newQueue(broker.channel);
    await shop.placeAll(queue, 0, SIZE);
    await expect(warehouse.ship(await take(broker.channel, queue, SIZE))).resolves.toBe(SIZE);

    const span = recorder.span('Warehouse.ship');
    const parts = ['2/4', '3/4', '4/4'].map((part) => recorder.span(`Warehouse.ship links ${part}`));
    expect([span, ...parts].map(({ links }) => links.length)).toEqual([128, 128, 128, SIZE - 3 * 128]);
    for (const part of parts) expect(part).toBeChildOf(span);
    const links = [span, ...parts].flatMap((each) => each.links);
    for (const [index, link] of links.entries()) {
      expect(link.attributes).toEqual({
        'spanlink.relation': 'batch_item',
        'messaging.message.id': `order ${index}`,
        index,
      });
      expect(link.context.spanId).toBe(placed(`order ${index}`).spanContext().spanId);
    }
    expect(new Set(links.map(({ context }) => context.traceId)).size).toBe(SIZE);
    expect(span.attributes).toEqual({ 'spanlink.links.total': SIZE });
    await expect(counts()).resolves.toEqual({});
    expect(recorder.unfinished).toEqual([]);
  });

  test('keeps the places of its messages beside some without a context', async () => {
    const queue = await newQueue(broker.channel);
    await shop.placeAll(queue, 0, 2);
    await send(broker.channel, queue);
    await send(broker.channel, queue, { headers: { 'content-type': 'text/plain', attempts: 3 } });
    await shop.placeAll(queue, 4, 1);
    await warehouse.ship(await take(broker.channel, queue, 5));
    expect(recorder.span('Warehouse.ship').links.map(({ attributes }) => attributes?.index)).toEqual([0, 1, 4]);
    expect(recorder.span('Warehouse.ship')).toLinkTo(placed('order 4'), {
      attributes: { 'messaging.message.id': 'order 4' },
    });
    await expect(counts()).resolves.toEqual({ 'spanlink.links.unreadable': 2 });
  });

  test('that was sent in one span gives one link a message if the links tell their messages apart', async () => {
    const queue = await newQueue(broker.channel);
    class Importer {
      @Span()
      async import(): Promise<void> {
        const headers = SpanGuard.current().carrier();
        for (const messageId of ['one', 'two', 'two']) await send(broker.channel, queue, { messageId, headers });
      }
    }
    await new Importer().import();
    const batch = await take(broker.channel, queue, 3);
    await warehouse.ship(batch);
    warehouse.joinAll([batch]);
    expect(recorder.span('Warehouse.ship').links.map(({ attributes }) => attributes?.['messaging.message.id'])).toEqual(
      ['one', 'two', 'two'],
    );
    expect(recorder.span('Warehouse.joinAll')).toHaveLinkCount(1);
  });

  test('from three queues gives a link to the producer of each, in the order of the arguments', async () => {
    const queues = [await newQueue(broker.channel), await newQueue(broker.channel), await newQueue(broker.channel)];
    // the last first: the order in which they were sent says nothing
    for (const [n, queue] of [...queues.entries()].reverse()) await shop.placeAll(queue, n, 1);
    const messages = (await Promise.all(queues.map((queue) => take(broker.channel, queue)))).flat();
    const [order, payment, stock] = messages as [ConsumeMessage, ConsumeMessage, ConsumeMessage];
    warehouse.joinAll([[order], [payment], [stock]]);
    warehouse.join(order, payment, stock);

    const producers = ['order 0', 'order 1', 'order 2'].map(placed);
    const expected = producers.map((span) => `${span.spanContext().traceId}-${span.spanContext().spanId}`);
    expect(new Set(producers.map((span) => span.spanContext().traceId)).size).toBe(3);
    expect(linkTargets(recorder.span('Warehouse.join'))).toEqual(expected);
    expect(linkTargets(recorder.span('Warehouse.joinAll'))).toEqual(expected);
    expect(recorder.span('Warehouse.join').links.map(({ attributes }) => attributes?.['spanlink.relation'])).toEqual([
      undefined,
      'payment',
      'stock',
    ]);
  });
});
