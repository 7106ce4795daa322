/** Messages that RabbitMQ redelivers or dead-letters, with the headers of their first delivery. */
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ConsumeMessage } from 'amqplib';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordCounts } from '../fixtures/reports';
import { linkTargets } from '../fixtures/spans';
import { describeWith } from '../servers/server';
import { type Broker, consume, newQueue, send, startBroker, take } from './amqp';

const recorder = recordSpans();
const counts = recordCounts();
let broker: Broker;

class Shop {
  @Span({ kind: SpanKind.PRODUCER })
  async place(queue: string, expiration?: string): Promise<void> {
    await send(broker.channel, queue, {
      messageId: 'order 7',
      headers: SpanGuard.current().carrier(),
      ...(expiration && { expiration }),
    });
  }
}

class Warehouse {
  readonly #attempts = new Map<string, SpanGuard>();

  @LinkFrom(0, { relation: 'origin' })
  async ship(message: ConsumeMessage, span = SpanGuard.current()): Promise<string> {
    const id = message.properties.messageId as string;
    span.link(this.#attempts.get(id), { relation: 'retry_of' }).setAttribute('redelivered', message.fields.redelivered);
    this.#attempts.set(id, span);
    await Promise.resolve();
    if (!message.fields.redelivered) throw new Error('out of stock');
    return 'shipped';
  }

  @LinkFrom(0, { relation: 'origin' })
  async bury(message: ConsumeMessage, span = SpanGuard.current()): Promise<void> {
    span.link(this.#attempts.get(message.properties.messageId as string), { relation: 'dead_letter_of' });
  }
}

const shop = new Shop();

describeWith('rabbitmq-server', 'A message that RabbitMQ', () => {
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

  test('delivers again after a failure links both attempts to its producer, and the second to the first', async () => {
    const queue = await newQueue(broker.channel);
    const warehouse = new Warehouse();
    await shop.place(queue);
    const results = await consume(broker.channel, queue, 2, async (message) => {
      try {
        const result = await warehouse.ship(message);
        broker.channel.ack(message);
        return result;
      } catch (error) {
        broker.channel.nack(message, false, true);
        return error;
      }
    });
    expect(results).toEqual([new Error('out of stock'), 'shipped']);
    const [first, second] = recorder.named('Warehouse.ship');
    const placed = recorder.span('Shop.place');
    for (const attempt of [first, second]) {
      expect(attempt).toLinkTo(placed, { relation: 'origin' });
      expect(attempt).toBeRootSpan();
    }
    expect(second).toLinkTo(first ?? 'nothing', { relation: 'retry_of' });
    expect([first, second].map((attempt) => attempt?.links.length)).toEqual([1, 2]);
    expect([first, second].map((attempt) => attempt?.attributes.redelivered)).toEqual([false, true]);
    expect([first, second].map((attempt) => attempt?.status.code)).toEqual([
      SpanStatusCode.ERROR,
      SpanStatusCode.UNSET,
    ]);
    await expect(counts()).resolves.toEqual({});
  });

  test('delivers again, as the first consumer ended without acknowledging it, links both to its producer', async () => {
    const queue = await newQueue(broker.channel);
    const one = await broker.connection.createChannel();
    await shop.place(queue);
    const ended = consume(one, queue, 1, (message) => new Warehouse().ship(message));
    await expect(ended).rejects.toThrow('out of stock');
    await one.close();
    await consume(broker.channel, queue, 1, (message) => new Warehouse().ship(message));
    const placed = recorder.span('Shop.place');
    expect(recorder.named('Warehouse.ship').map(({ attributes }) => attributes.redelivered)).toEqual([false, true]);
    for (const attempt of recorder.named('Warehouse.ship')) {
      expect(linkTargets(attempt)).toHaveLength(1);
      expect(attempt).toLinkTo(placed, { relation: 'origin' });
    }
  });

  test('dead-letters links its last handler to the producer, and to the one that gave it up, if known', async () => {
    const dead = await newQueue(broker.channel);
    const queue = await newQueue(broker.channel, { deadLetterExchange: '', deadLetterRoutingKey: dead });
    const warehouse = new Warehouse();
    await shop.place(queue);
    await consume(broker.channel, queue, 1, (message) =>
      warehouse.ship(message).catch(() => broker.channel.reject(message, false)),
    );
    const [message] = await take(broker.channel, dead);
    expect(message?.properties.headers?.['x-death']).toMatchObject([{ queue, reason: 'rejected', count: 1 }]);
    await warehouse.bury(message as ConsumeMessage);
    const buried = recorder.span('Warehouse.bury');
    expect(buried).toHaveLinkCount(2);
    expect(buried).toLinkTo(recorder.span('Shop.place'), { relation: 'origin' });
    expect(buried).toLinkTo(recorder.span('Warehouse.ship'), { relation: 'dead_letter_of' });
  });

  test('dead-letters more than once has one producer all the same', async () => {
    const dead = await newQueue(broker.channel);
    const waiting = await newQueue(broker.channel, { deadLetterExchange: '', deadLetterRoutingKey: dead });
    const queue = await newQueue(broker.channel, { deadLetterExchange: '', deadLetterRoutingKey: waiting });
    // nobody takes it before it expires, in either queue
    const { channel } = broker;
    await shop.place(queue, '1');
    const [rejected] = await consume(channel, waiting, 1, (message) => {
      channel.reject(message, false);
      return message;
    });
    const [message] = await take(channel, dead);
    expect(rejected?.properties.headers?.['x-death']).toHaveLength(1);
    expect(message?.properties.headers?.['x-death']).toMatchObject([{ reason: 'rejected' }, { reason: 'expired' }]);
    await new Warehouse().bury(message as ConsumeMessage);
    expect(recorder.span('Warehouse.bury')).toHaveLinkCount(1);
    expect(recorder.span('Warehouse.bury')).toLinkTo(recorder.span('Shop.place'), { relation: 'origin' });
  });

  test('dead-letters without a context gives no link for the headers that the broker adds', async () => {
    const dead = await newQueue(broker.channel);
    const queue = await newQueue(broker.channel, { deadLetterExchange: '', deadLetterRoutingKey: dead });
    await send(broker.channel, queue, { messageId: 'order 8' });
    await consume(broker.channel, queue, 1, (message) => broker.channel.nack(message, false, false));
    const [message] = await take(broker.channel, dead);
    expect(Object.keys(message?.properties.headers ?? {})).toContain('x-first-death-queue');
    await new Warehouse().bury(message as ConsumeMessage);
    expect(recorder.span('Warehouse.bury')).toHaveLinkCount(0);
    await expect(counts()).resolves.toEqual({ 'spanlink.links.unreadable': 1 });
  });
});
