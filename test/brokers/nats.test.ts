/** NATS delivers the headers of a message as `MsgHdrs`, in which names are case-sensitive and a missing one is ''. */
import { SpanKind } from '@opentelemetry/api';
import { connect, headers, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { formatLink, inSpan, LinkFrom, linksFrom, Span, SpanGuard } from 'spanlink';
import { fromNats, messageAttributes, toNats } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';
import { causeLink, causeTraceparent, linkTargets } from '../fixtures/spans';
import { startNats } from '../servers/nats';
import { describeWith, type Server } from '../servers/server';
import { POISONED } from './poisoned';

const recorder = recordSpans();
let server: Server;
let connection: NatsConnection;

function headersOf(carrier: Readonly<Record<string, string>>): MsgHdrs {
  const all = headers();
  for (const [name, value] of Object.entries(carrier)) all.append(name, value);
  return all;
}

/** Returns the messages that a subscriber receives while something is published. */
async function receive(count: number, publish: () => void): Promise<Msg[]> {
  const subscription = connection.subscribe('orders', { max: count });
  publish();
  const received: Msg[] = [];
  for await (const message of subscription) received.push(message);
  return received;
}

class Shop {
  @Span({ kind: SpanKind.PRODUCER })
  place(): void {
    connection.publish('orders', '{"id":7}', { headers: headersOf(SpanGuard.current().carrier()) });
  }

  @LinkFrom(0)
  ship(message: Msg): string {
    return message.string();
  }

  @LinkFrom(0)
  shipBatch(messages: Msg[]): number {
    return messages.length;
  }

  @LinkFrom(0)
  read(all: MsgHdrs | undefined): string | undefined {
    return all?.get('missing');
  }
}

const shop = new Shop();

describeWith('nats-server', 'A message of NATS', () => {
  beforeAll(async () => {
    server = await startNats();
    connection = await connect({ servers: `127.0.0.1:${server.port}` });
  });
  beforeEach(() => recorder.reset());
  afterAll(async () => {
    await connection.close();
    await server.stop();
  });

  test('links its subscriber to the span that published it', async () => {
    for (const message of await receive(1, () => shop.place())) expect(shop.ship(message)).toBe('{"id":7}');
    expect(recorder.span('Shop.ship')).toLinkTo(recorder.span('Shop.place'));
    expect(recorder.span('Shop.ship')).toHaveLinkCount(1);
    expect(recorder.span('Shop.ship')).toBeRootSpan();
  });

  test('is one of a batch, each of which is linked in order', async () => {
    const batch = await receive(20, () => Array.from({ length: 20 }, () => shop.place()));
    expect(shop.shipBatch(batch)).toBe(20);
    expect(linkTargets(recorder.span('Shop.shipBatch'))).toEqual(
      recorder.named('Shop.place').flatMap((span) => linkTargets({ links: [{ context: span.spanContext() }] })),
    );
  });

  test('whose headers `toNats` wrote is read by name, and described', async () => {
    const publish = (): void =>
      inSpan('publish', (span) =>
        connection.publish('orders', '{"id":7}', { headers: toNats(span.carrier(), headers()) }),
      );
    const batch = await receive(1, publish);
    const links = fromNats(batch, { attributes: messageAttributes });
    expect(linkTargets({ links })).toEqual([formatLink(recorder.span('publish').spanContext())]);
    expect(links[0]?.attributes).toEqual({ 'messaging.destination.name': 'orders', 'messaging.message.body.size': 8 });
    expect(fromNats(batch[0])).toEqual(linksFrom(batch));
  });

  test('that is a request has its subject for answers as the id of the conversation', async () => {
    const [request] = await receive(1, () => connection.publish('orders', '{}', { reply: '_INBOX.order-7' }));
    expect(messageAttributes(request)).toMatchObject({ 'messaging.message.conversation_id': '_INBOX.order-7' });
  });

  test("has headers that are a source by themselves, and return '' for a missing name", async () => {
    const [message] = await receive(1, () => shop.place());
    expect(shop.read(message?.headers)).toBe('');
    expect(recorder.span('Shop.read')).toLinkTo(recorder.span('Shop.place'));
  });

  test('without headers gives no link, nor does one with other headers', async () => {
    const batch = await receive(2, () => {
      connection.publish('orders', 'plain');
      connection.publish('orders', 'other', { headers: headersOf({ tenant: 'a' }) });
    });
    expect(batch.map((message) => shop.ship(message))).toEqual(['plain', 'other']);
    for (const span of recorder.named('Shop.ship')) expect(span).toHaveLinkCount(0);
  });

  test.each(['Traceparent', 'TRACEPARENT'])('is read whoever wrote %s', async (name) => {
    const [message] = await receive(1, () =>
      connection.publish('orders', '', { headers: headersOf({ [name]: causeTraceparent(3) }) }),
    );
    expect(linkTargets({ links: linksFrom(message) })).toEqual([causeLink(3)]);
  });

  test('keeps its trace state', async () => {
    const [message] = await receive(1, () =>
      connection.publish('orders', '', {
        headers: headersOf({ traceparent: causeTraceparent(3), tracestate: 'vendor=1,other=2' }),
      }),
    );
    expect(linksFrom(message)[0]?.context.traceState?.serialize()).toBe('vendor=1,other=2');
  });

  test('with a header several times has the link of its last valid value', async () => {
    const several = headers();
    for (const value of [causeTraceparent(1), causeTraceparent(2), 'bad']) several.append('traceparent', value);
    const [message] = await receive(1, () => connection.publish('orders', '', { headers: several }));
    expect(linkTargets({ links: linksFrom(message) })).toEqual([causeLink(2)]);
  });

  test.each(POISONED)('poisoned with %s is handled, and invents no link', async (_what, carrier) => {
    const reports = recordReports();
    const [message] = await receive(1, () => connection.publish('orders', 'ok', { headers: headersOf(carrier) }));
    expect(message && shop.ship(message)).toBe('ok');
    expect(recorder.span('Shop.ship')).toHaveLinkCount(0);
    expect(reports).toEqual([]);
  });
});
