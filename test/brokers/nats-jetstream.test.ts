/** JetStream keeps the headers with the message, and delivers them again with every redelivery. */
import { SpanKind } from '@opentelemetry/api';
import {
  AckPolicy,
  type Consumer,
  jetstream,
  jetstreamManager,
  type JetStreamClient,
  type JsMsg,
} from '@nats-io/jetstream';
import { connect, headers, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { inSpan, LinkFrom, linksFrom, Span, SpanGuard } from 'spanlink';
import { fromNats, messageAttributes, toNats } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { linkTargets } from '../fixtures/spans';
import { startNats } from '../servers/nats';
import { describeWith, type Server } from '../servers/server';

const recorder = recordSpans();
let server: Server;
let connection: NatsConnection;
let client: JetStreamClient;
let subject: string;
let consumer: Consumer;

function headersOf(carrier: Readonly<Record<string, string>>): MsgHdrs {
  const all = headers();
  for (const [name, value] of Object.entries(carrier)) all.set(name, value);
  return all;
}

async function next(): Promise<JsMsg> {
  const message = await consumer.next();
  if (message === null) throw new Error('no message came');
  return message;
}

async function fetch(count: number): Promise<JsMsg[]> {
  const batch: JsMsg[] = [];
  for await (const message of await consumer.fetch({ max_messages: count })) batch.push(message);
  return batch;
}

class Shop {
  @Span({ kind: SpanKind.PRODUCER })
  async place(): Promise<void> {
    await client.publish(subject, '{"id":7}', { headers: headersOf(SpanGuard.current().carrier()) });
  }

  @LinkFrom(0)
  async ship(message: JsMsg): Promise<void> {
    await message.ackAck();
  }

  @LinkFrom(0, { relation: 'batch_item', attributes: (message: JsMsg) => ({ 'messaging.message.id': message.seq }) })
  shipBatch(messages: JsMsg[]): void {
    for (const message of messages) message.ack();
  }

  @LinkFrom(0)
  async fail(message: JsMsg): Promise<void> {
    message.nak();
    throw new Error('out of stock');
  }

  @LinkFrom(0, { relation: 'retry_of' })
  retry(message: JsMsg): number {
    message.ack();
    return message.info.deliveryCount;
  }
}

const shop = new Shop();

describeWith('nats-server', 'A message of JetStream', () => {
  beforeAll(async () => {
    server = await startNats();
    connection = await connect({ servers: `127.0.0.1:${server.port}` });
    client = jetstream(connection);
  });
  beforeEach(async () => {
    recorder.reset();
    const name = expect.getState().currentTestName?.replace(/\W/g, '_').slice(-60) ?? '';
    subject = `orders.${name}`;
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name, subjects: [subject] });
    await manager.consumers.add(name, { durable_name: 'shop', ack_policy: AckPolicy.Explicit });
    consumer = await client.consumers.get(name, 'shop');
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
  });

  test('links its consumer to the span that published it', async () => {
    await shop.place();
    await shop.ship(await next());
    expect(recorder.span('Shop.ship')).toLinkTo(recorder.span('Shop.place'));
    expect(recorder.span('Shop.ship')).toHaveLinkCount(1);
  });

  test('is one of a fetched batch, each of which is linked and described', async () => {
    for (let n = 0; n < 100; n++) await shop.place();
    const batch = await fetch(100);
    expect(batch).toHaveLength(100);
    shop.shipBatch(batch);
    const { links } = recorder.span('Shop.shipBatch');
    expect(linkTargets({ links })).toEqual(
      recorder.named('Shop.place').flatMap((span) => linkTargets({ links: linksFrom(span.spanContext()) })),
    );
    expect(links.map(({ attributes }) => attributes?.['messaging.message.id'])).toEqual(
      Array.from({ length: 100 }, (_, n) => n + 1),
    );
  });

  test('that is delivered again links every try to the span that published it', async () => {
    await shop.place();
    await expect(shop.fail(await next())).rejects.toThrow('out of stock');
    expect(shop.retry(await next())).toBe(2);
    expect(recorder.span('Shop.fail')).toLinkTo(recorder.span('Shop.place'));
    expect(recorder.span('Shop.retry')).toLinkTo(recorder.span('Shop.place'), { relation: 'retry_of' });
  });

  test('is read by name, and described by its number in the stream, or the id that its publisher gave it', async () => {
    const publish = (msgID?: string): Promise<unknown> =>
      inSpan('publish', (span) =>
        client.publish(subject, '{"id":7}', { headers: toNats(span.carrier(), headers()), ...(msgID && { msgID }) }),
      );
    await publish();
    await publish('order-7');
    const batch = await fetch(2);
    const links = fromNats(batch, { attributes: messageAttributes });
    expect(linkTargets({ links })).toEqual(
      recorder.named('publish').flatMap((span) => linkTargets({ links: linksFrom(span.spanContext()) })),
    );
    const attributes = { 'messaging.destination.name': subject, 'messaging.message.body.size': 8 };
    expect(links.map((link) => link.attributes)).toEqual([
      { ...attributes, 'messaging.message.id': '1' },
      { ...attributes, 'messaging.message.id': 'order-7' },
    ]);
    for (const message of batch) message.ack();
  });

  test('that was stored without headers gives no link', async () => {
    await client.publish(subject, 'plain');
    await shop.ship(await next());
    expect(recorder.span('Shop.ship')).toHaveLinkCount(0);
  });

  test('that is read out of the stream later links to the span that stored it', async () => {
    await shop.place();
    const manager = await jetstreamManager(connection);
    const stored = await manager.streams.getMessage((await consumer.info()).stream_name, { seq: 1 });
    expect(messageAttributes(stored)).toEqual({
      'messaging.destination.name': subject,
      'messaging.message.id': '1',
      'messaging.message.body.size': 8,
    });
    expect(linksFrom(stored?.header).map(({ context }) => context.spanId)).toEqual([
      recorder.span('Shop.place').spanContext().spanId,
    ]);
  });
});
