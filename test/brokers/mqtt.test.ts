/** MQTT 5 delivers headers as user properties, of which a name may come several times. */
import { SpanKind } from '@opentelemetry/api';
import { connectAsync, type IPublishPacket, type MqttClient } from 'mqtt';
import { formatLink, inSpan, LinkFrom, linksFrom, Span, SpanGuard } from 'spanlink';
import { fromMqtt, messageAttributes, toMqtt } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';
import { causeLink, causeTraceparent, linkTargets } from '../fixtures/spans';
import { startMosquitto } from '../servers/mosquitto';
import { describeWith, type Server } from '../servers/server';
import { POISONED } from './poisoned';

type UserProperties = Record<string, string | string[]>;
type Delivery = [topic: string, payload: Buffer, packet: IPublishPacket];

const recorder = recordSpans();
let server: Server;
let client: MqttClient;
let old: MqttClient;

/** Returns the packets that the client receives while something is published. */
async function receive(publish: () => Promise<unknown>, by = client): Promise<Delivery> {
  const delivered = new Promise<Delivery>((resolve) => by.once('message', (...delivery) => resolve(delivery)));
  await publish();
  return delivered;
}

function publish(userProperties: UserProperties, retain = false): Promise<unknown> {
  return client.publishAsync('orders', '{"id":7}', { qos: 1, retain, properties: { userProperties } });
}

class Shop {
  @Span({ kind: SpanKind.PRODUCER })
  async place(retain = false): Promise<void> {
    await publish(SpanGuard.current().carrier(), retain);
  }

  @LinkFrom(2)
  ship(_topic: string, payload: Buffer, _packet: IPublishPacket): string {
    return payload.toString();
  }

  @LinkFrom(0)
  shipBatch(packets: IPublishPacket[]): number {
    return packets.length;
  }
}

const shop = new Shop();

describeWith('mosquitto', 'A packet of MQTT', () => {
  beforeAll(async () => {
    server = await startMosquitto();
    client = await connectAsync(`mqtt://127.0.0.1:${server.port}`, { protocolVersion: 5 });
    old = await connectAsync(`mqtt://127.0.0.1:${server.port}`, { protocolVersion: 4 });
    await client.subscribeAsync('orders', { qos: 1 });
  });
  beforeEach(() => recorder.reset());
  afterAll(async () => {
    await client.endAsync(true);
    await old.endAsync(true);
    await server.stop();
  });

  test('links the listener of `message` to the span that published it', async () => {
    expect(shop.ship(...(await receive(() => shop.place())))).toBe('{"id":7}');
    expect(recorder.span('Shop.ship')).toLinkTo(recorder.span('Shop.place'));
    expect(recorder.span('Shop.ship')).toHaveLinkCount(1);
    expect(recorder.span('Shop.ship')).toBeRootSpan();
  });

  test('is one of a batch, each of which is linked in order', async () => {
    const packets: IPublishPacket[] = [];
    for (let n = 0; n < 20; n++) packets.push((await receive(() => shop.place()))[2]);
    shop.shipBatch(packets);
    expect(linkTargets(recorder.span('Shop.shipBatch'))).toEqual(
      recorder.named('Shop.place').flatMap((span) => linkTargets({ links: linksFrom(span.spanContext()) })),
    );
  });

  test('whose user properties `toMqtt` made is read by name, and described', async () => {
    const publish = (qos: 0 | 1) => (): Promise<unknown> =>
      inSpan('publish', (span) => client.publishAsync('orders', '{"id":7}', { qos, ...toMqtt(span.carrier()) }));
    const packets = [(await receive(publish(1)))[2], (await receive(publish(0)))[2]];
    const links = fromMqtt(packets, { attributes: messageAttributes });
    expect(linkTargets({ links })).toEqual(recorder.named('publish').map((span) => formatLink(span.spanContext())));
    const attributes = { 'messaging.destination.name': 'orders', 'messaging.message.body.size': 8 };
    expect(links.map((link) => link.attributes)).toEqual([attributes, attributes]);
  });

  test('that is a request has its correlation data as the id of the conversation', async () => {
    const [, , packet] = await receive(() =>
      client.publishAsync('orders', '{}', {
        properties: { correlationData: Buffer.from('order 7'), responseTopic: 'a' },
      }),
    );
    expect(messageAttributes(packet)).toMatchObject({ 'messaging.message.conversation_id': 'order 7' });
  });

  test('with a name several times has the link of its last valid value', async () => {
    const traceparent = [causeTraceparent(1), causeTraceparent(2), 'bad'];
    const [, , packet] = await receive(() =>
      publish({ tenant: ['a', 'b'], traceparent, tracestate: ['one=1', 'two=2'] }),
    );
    expect(packet.properties?.userProperties?.traceparent).toEqual(traceparent);
    expect(linkTargets({ links: linksFrom(packet) })).toEqual([causeLink(2)]);
    expect(linksFrom(packet)[0]?.context.traceState?.serialize()).toBe('two=2');
  });

  test.each(['Traceparent', 'TRACEPARENT'])('is read whoever wrote %s', async (name) => {
    const [, , packet] = await receive(() => publish({ [name]: causeTraceparent(3) }));
    expect(linkTargets({ links: linksFrom(packet) })).toEqual([causeLink(3)]);
  });

  test('has user properties that are a source by themselves', async () => {
    const [, , packet] = await receive(() => shop.place());
    expect(linksFrom(packet.properties?.userProperties)).toEqual(linksFrom(packet));
    expect(linksFrom(packet)).toHaveLength(1);
  });

  test('that was retained links a later subscriber to the span that published it', async () => {
    await receive(() => shop.place(true));
    const later = await connectAsync(`mqtt://127.0.0.1:${server.port}`, { protocolVersion: 5 });
    const delivery = await receive(() => later.subscribeAsync('orders', { qos: 1 }), later);
    await later.endAsync(true);
    await receive(() => client.publishAsync('orders', '', { qos: 1, retain: true }));
    expect(delivery[2].retain).toBe(true);
    shop.ship(...delivery);
    expect(recorder.span('Shop.ship')).toLinkTo(recorder.span('Shop.place'));
  });

  test('of MQTT 3.1.1, which has no properties, gives no link', async () => {
    await old.subscribeAsync('orders', { qos: 1 });
    const delivery = await receive(() => receive(() => shop.place()), old);
    await old.unsubscribeAsync('orders');
    expect(delivery[2].properties).toBeUndefined();
    expect(shop.ship(...delivery)).toBe('{"id":7}');
    const [, , packet] = await receive(() => old.publishAsync('orders', 'old', { qos: 1 }));
    expect(shop.ship('orders', Buffer.from('old'), packet)).toBe('old');
    for (const span of recorder.named('Shop.ship')) expect(span).toHaveLinkCount(0);
  });

  test.each(POISONED)('poisoned with %s is handled, and invents no link', async (_what, headers) => {
    const reports = recordReports();
    expect(shop.ship(...(await receive(() => publish(headers))))).toBe('{"id":7}');
    expect(recorder.span('Shop.ship')).toHaveLinkCount(0);
    expect(reports).toEqual([]);
  });
});
