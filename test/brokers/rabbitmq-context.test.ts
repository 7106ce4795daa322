/**
 * The context in which amqplib runs the handlers of messages: that of their connection, many at once, around other
 * calls.
 */
import { context, propagation, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { connect, type ConsumeMessage } from 'amqplib';
import { inSpan, LinkFrom, Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { linkTargets } from '../fixtures/spans';
import { describeWith } from '../servers/server';
import { type Broker, consume, newQueue, send, startBroker, take } from './amqp';

const recorder = recordSpans();
let broker: Broker;

class Shop {
  @Span({ kind: SpanKind.PRODUCER, attributes: (_queue: string, messageId: string) => ({ messageId }) })
  async place(queue: string, messageId: string = 'order 7'): Promise<void> {
    await send(broker.channel, queue, { messageId, headers: SpanGuard.current().carrier() });
  }
}

class Warehouse {
  @LinkFrom(0)
  ship(_message: ConsumeMessage): void {}

  @LinkFrom(0, { relation: 'origin' })
  describe(_message: ConsumeMessage): void {}

  @Span({ root: true, links: (message: ConsumeMessage) => message })
  begin(_message: ConsumeMessage): void {}

  @LinkFrom(0)
  async pass(message: ConsumeMessage, next: string): Promise<void> {
    const messageId = message.properties.messageId as string;
    await shop.place(next, messageId);
    // other handlers have run since
    SpanGuard.current().setAttribute('messageId', messageId);
    await this.audit();
  }

  @Span()
  async audit(): Promise<void> {}
}

const shop = new Shop();
const warehouse = new Warehouse();

describeWith('rabbitmq-server', 'A handler of messages of RabbitMQ', () => {
  beforeAll(async () => {
    broker = await startBroker();
  });
  beforeEach(() => recorder.reset());
  afterAll(async () => {
    recorder.stop();
    await broker.stop();
  });

  test('runs in the span that opened its connection, or with `root` as a root, linked to its producer', async () => {
    const queue = await newQueue(broker.channel);
    await shop.place(queue);
    await inSpan('start the application', async () => {
      const connection = await connect(broker.url);
      await consume(await connection.createChannel(), queue, 1, (message) => {
        warehouse.ship(message);
        warehouse.begin(message);
      });
      await connection.close();
    });
    const [shipped, begun] = [recorder.span('Warehouse.ship'), recorder.span('Warehouse.begin')];
    expect(shipped).toBeChildOf(recorder.span('start the application'));
    expect(begun).toBeRootSpan();
    for (const span of [shipped, begun]) {
      expect(span).toHaveLinkCount(1);
      expect(span).toLinkTo(recorder.span('Shop.place'));
    }
  });

  test('inside the trace of its message has no link to its own parent, unless the link says more', async () => {
    const queue = await newQueue(broker.channel);
    await shop.place(queue);
    const [message] = (await take(broker.channel, queue)) as [ConsumeMessage];
    context.with(propagation.extract(ROOT_CONTEXT, message.properties.headers), () => {
      warehouse.ship(message);
      warehouse.describe(message);
    });
    const placed = recorder.span('Shop.place');
    for (const name of ['Warehouse.ship', 'Warehouse.describe']) expect(recorder.span(name)).toBeChildOf(placed);
    expect(recorder.span('Warehouse.ship')).toHaveLinkCount(0);
    expect(recorder.span('Warehouse.describe')).toHaveLinkCount(1);
    expect(recorder.span('Warehouse.describe')).toLinkTo(placed, { relation: 'origin' });
  });

  test('keeps its own link among fifty at once that publish meanwhile, down a chain of two queues', async () => {
    const [queue, next] = [await newQueue(broker.channel), await newQueue(broker.channel)];
    const orders = Array.from({ length: 50 }, (_, n) => `order ${n}`);
    await Promise.all(orders.map((order) => shop.place(queue, order)));
    const placed = new Map(recorder.named('Shop.place').map((span) => [span.attributes.messageId, span]));
    await consume(broker.channel, queue, orders.length, (message) => warehouse.pass(message, next));

    const passed = new Map(recorder.named('Warehouse.pass').map((span) => [span.attributes.messageId, span]));
    expect([...passed.keys()].sort()).toEqual([...orders].sort());
    for (const [order, span] of passed) {
      expect(span).toBeRootSpan();
      expect(linkTargets(span)).toHaveLength(1);
      expect(span).toLinkTo(placed.get(order) ?? 'nothing');
    }
    for (const name of ['Shop.place', 'Warehouse.audit'])
      for (const span of recorder.named(name)) expect(span).toHaveLinkCount(0);

    const forwarded = recorder.named('Shop.place').slice(orders.length);
    for (const span of forwarded)
      expect(span).toBeChildOf(passed.get(span.attributes.messageId as string) ?? 'nothing');
    const messages = await take(broker.channel, next, orders.length);
    for (const message of messages) {
      warehouse.ship(message);
      const producer = forwarded.find(({ attributes }) => attributes.messageId === message.properties.messageId);
      expect(recorder.spans.at(-1)).toLinkTo(producer ?? 'nothing');
    }
    expect(recorder.unfinished).toEqual([]);
  });
});
