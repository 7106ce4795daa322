/** amqplib delivers the headers of a message in `properties.headers`. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Message } from 'amqplib';
import { inSpan, LinkFrom, linksFrom, Span, SpanGuard } from 'spanlink';
import { amqpAttributes, fromAmqp, messageAttributes } from 'spanlink/messages';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { runProcess } from '../fixtures/processes';
import { recordCounts } from '../fixtures/reports';
import { linkTargets } from '../fixtures/spans';
import { describeWith } from '../servers/server';
import { type Broker, consume, newQueue, printedSpans, type PrintedSpan, send, startBroker, take } from './amqp';

const recorder = recordSpans();
const counts = recordCounts();
let broker: Broker;

class Shop {
  @Span({ kind: SpanKind.PRODUCER })
  async place(queue: string, headers: object = {}): Promise<void> {
    await send(broker.channel, queue, { mandatory: true, headers: { ...headers, ...SpanGuard.current().carrier() } });
  }
}

class Warehouse {
  @LinkFrom(0)
  async ship(message: Message | false | null): Promise<string> {
    return message ? message.content.toString() : 'nothing';
  }

  @LinkFrom(0, { relation: 'returned' })
  keep(_message: Message): void {}
}

const shop = new Shop();
const warehouse = new Warehouse();

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

  test('links its consumer to a process that published it hours ago, and has ended since', async () => {
    const queue = `orders-${randomUUID()}`;
    const { code, stdout } = await runProcess('amqp-producer', broker.url, queue, '5');
    expect(code).toBe(0);
    const { pid, link, spans } = JSON.parse(stdout) as { pid: number; link: string; spans: PrintedSpan[] };
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');

    await broker.channel.checkQueue(queue);
    await expect(consume(broker.channel, queue, 1, (message) => warehouse.ship(message))).resolves.toEqual([
      '{"id":7}',
    ]);
    const [placed] = printedSpans(spans) as [FinishedSpan];
    const shipped = recorder.span('Warehouse.ship');
    expect(placed.name).toBe('Shop.place');
    expect(linkTargets(shipped)).toEqual([link]);
    expect(shipped).toLinkTo(placed);
    expect(shipped).toBeRootSpan();
    expect(shipped.spanContext().traceId).not.toBe(placed.spanContext().traceId);
    expect(shipped.links[0]?.context).toMatchObject({ isRemote: true, traceFlags: 1 });
    // the producer's clock, not how long anything took
    expect(shipped.startTime[0] - placed.startTime[0]).toBeGreaterThanOrEqual(5 * 3_600);
  });

  test('links a consumer that pulls it, and an empty queue gives no link', async () => {
    const queue = await newQueue(broker.channel);
    await shop.place(queue);
    await warehouse.ship(await broker.channel.get(queue, { noAck: true }));
    await expect(warehouse.ship(await broker.channel.get(queue))).resolves.toBe('nothing');
    expect(recorder.named('Warehouse.ship').map(({ links }) => links.length)).toEqual([1, 0]);
    expect(recorder.named('Warehouse.ship')[0]).toLinkTo(recorder.span('Shop.place'));
    // `false` is no message, and none that could not be read
    await expect(counts()).resolves.toEqual({});
  });

  test('is read by name, whether it was pushed or pulled, and described', async () => {
    const queue = await newQueue(broker.channel);
    await shop.place(queue);
    await send(broker.channel, queue, { messageId: 'm7', correlationId: 'c7', headers: SpanGuard.current().carrier() });
    const pulled = await broker.channel.get(queue, { noAck: true });
    const [consumed] = await consume(broker.channel, queue, 1, (message) => message);
    expect(fromAmqp(pulled)).toHaveLength(1);
    expect(fromAmqp([pulled, consumed ?? null])).toEqual(linksFrom(pulled));
    expect(fromAmqp(await broker.channel.get(queue))).toEqual([]);
    const attributes = {
      'messaging.destination.name': queue,
      'rabbitmq.destination.routing_key': queue,
      'messaging.message.body.size': 8,
    };
    expect(messageAttributes(pulled)).toEqual({
      ...attributes,
      'rabbitmq.message.delivery_tag': expect.any(Number) as number,
    });
    expect(messageAttributes(consumed)).toMatchObject({
      ...attributes,
      'messaging.message.id': 'm7',
      'messaging.message.conversation_id': 'c7',
    });
    // the one that was sent outside of a span
    await expect(counts()).resolves.toEqual({ 'spanlink.links.unreadable': 1 });
  });

  test('is described with its exchange, its routing key and the queue that it was taken from', async () => {
    const queue = await newQueue(broker.channel);
    await broker.channel.assertExchange('events', 'topic', { autoDelete: true });
    for (const key of ['orders.placed', queue]) {
      await broker.channel.bindQueue(queue, 'events', key);
      broker.channel.publish('events', key, Buffer.from('{}'), { headers: SpanGuard.current().carrier() });
    }
    const [placed, named] = await take(broker.channel, queue, 2);
    const ofQueue = amqpAttributes(queue);
    const destinations = [messageAttributes(placed), ofQueue(placed), ofQueue(named)];
    expect(destinations.map((attributes) => attributes?.['messaging.destination.name'])).toEqual([
      'events:orders.placed',
      `events:orders.placed:${queue}`,
      `events:${queue}`,
    ]);
    expect(ofQueue({ offset: 7 })).toBeUndefined();
  });

  test('that no queue took comes back with what it was sent with', async () => {
    const returned = once(broker.channel, 'return') as Promise<[Message]>;
    await shop.place(`nobody-${randomUUID()}`);
    warehouse.keep(...(await returned));
    expect(recorder.span('Warehouse.keep')).toLinkTo(recorder.span('Shop.place'), { relation: 'returned' });
  });

  test('that the client refuses to send, for too large headers, ends its producer’s span with the error', async () => {
    const queue = await newQueue(broker.channel);
    await expect(shop.place(queue, { note: 'n'.repeat(2 ** 20) })).rejects.toThrow(RangeError);
    await shop.place(queue, { note: 'n'.repeat(60_000) });
    await consume(broker.channel, queue, 1, (message) => warehouse.ship(message));
    const [refused, placed] = recorder.named('Shop.place');
    expect(refused?.status).toEqual({
      code: SpanStatusCode.ERROR,
      message: expect.stringContaining('encoding buffer'),
    });
    expect(refused?.events.map(({ name }) => name)).toEqual(['exception']);
    expect(recorder.span('Warehouse.ship')).toHaveLinkCount(1);
    expect(recorder.span('Warehouse.ship')).toLinkTo(placed ?? 'nothing');
  });

  test('that several queues get links each of its consumers to the one producer', async () => {
    const queues = [await newQueue(broker.channel), await newQueue(broker.channel), await newQueue(broker.channel)];
    const exchange = `orders-${randomUUID()}`;
    await broker.channel.assertExchange(exchange, 'fanout', { autoDelete: true });
    for (const queue of queues) await broker.channel.bindQueue(queue, exchange, '');
    await inSpan('publish', async (span) => {
      broker.channel.publish(exchange, '', Buffer.from('{}'), { headers: span.carrier() });
      await broker.channel.waitForConfirms();
    });
    for (const queue of queues) await consume(broker.channel, queue, 1, (message) => warehouse.ship(message));
    const shipped = recorder.named('Warehouse.ship');
    for (const span of shipped) expect(span).toLinkTo(recorder.span('publish'));
    expect(new Set(shipped.map((span) => span.spanContext().traceId)).size).toBe(3);
  });

  test('that never comes, as its queue was deleted, gives no link and is not counted as unreadable', async () => {
    const queue = await newQueue(broker.channel);
    const cancelled = new Promise<null>((resolve, reject) => {
      broker.channel
        .consume(queue, (message) => (message === null ? resolve(null) : reject(new Error('it came'))))
        .catch(reject);
    });
    await broker.channel.deleteQueue(queue);
    await expect(warehouse.ship(await cancelled)).resolves.toBe('nothing');
    expect(recorder.span('Warehouse.ship')).toHaveLinkCount(0);
    await expect(counts()).resolves.toEqual({});
  });
});
