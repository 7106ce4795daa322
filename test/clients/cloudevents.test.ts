/** CloudEvents: the event carries the start of the journey, and the message that it came in, its last hop. */
import {
  CloudEvent,
  type CloudEventV1,
  HTTP,
  Kafka,
  type KafkaMessage,
  type Message,
  MQTT,
  type MQTTMessage,
} from 'cloudevents';
import { LinkFrom, linksFrom } from 'spanlink';
import { fromCloudEvent, fromKafka, fromMqtt, messageAttributes } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { A, B, C, linkOf, linkTargets } from '../fixtures/spans';

type Order = Readonly<{ id: number }>;

const event = (extensions: Record<string, string>): CloudEvent<Order> =>
  new CloudEvent<Order>({ source: '/orders', type: 'order.placed', data: { id: 7 }, ...extensions });

/** The message as it arrives from a hop that wrote its own context beside the event. */
const hop = <M extends Message>(message: M, traceparent: string): M => ({
  ...message,
  headers: { ...message.headers, traceparent },
});

class Shop {
  @LinkFrom(0)
  handle(_event: CloudEvent<Order>): void {}

  @LinkFrom(0)
  handleBatch(_events: CloudEventV1<Order> | CloudEventV1<Order>[]): void {}

  @LinkFrom(0)
  receive(_message: Message): void {}

  @LinkFrom(0)
  consume(_message: KafkaMessage): void {}

  @LinkFrom(0)
  listen(_message: MQTTMessage): void {}
}

const recorder = recordSpans();
const shop = new Shop();
beforeEach(() => recorder.reset());

describe('A CloudEvent', () => {
  test('is a source by its extension', () => {
    const placed = event({ traceparent: A, tracestate: 'vendor=1' });
    expect(linkTargets(linksFrom(placed))).toEqual([linkOf(A)]);
    expect(linksFrom(placed)[0]?.context.traceState?.serialize()).toBe('vendor=1');
    shop.handle(placed);
    expect(linkTargets(recorder.span('Shop.handle'))).toEqual([linkOf(A)]);
  });

  test('is read by name, also inside its transport’s message, and described', () => {
    const placed = event({ id: 'e7', subject: '7', traceparent: A });
    expect(fromCloudEvent(placed)).toEqual(linksFrom(placed));
    const message = hop(HTTP.binary(placed), B);
    expect(linkTargets(fromCloudEvent(message))).toEqual([B, A].map(linkOf));
    const record = hop(Kafka.binary(placed) as KafkaMessage, B);
    expect(fromCloudEvent(record)).toEqual(fromKafka(record));
    expect(fromMqtt({ properties: { userProperties: MQTT.binary(placed)['User Properties'] } })).toEqual(
      linksFrom(placed),
    );
    expect(messageAttributes(placed)).toEqual({
      'cloudevents.event_id': 'e7',
      'cloudevents.event_source': '/orders',
      'cloudevents.event_spec_version': '1.0',
      'cloudevents.event_type': 'order.placed',
      'cloudevents.event_subject': '7',
    });
  });

  test('that was written and read again is a source, whatever it travelled in', () => {
    const placed = event({ traceparent: A });
    for (const message of [HTTP.binary(placed), HTTP.structured(placed)])
      shop.handleBatch(HTTP.toEvent<Order>(message));
    shop.handleBatch(Kafka.toEvent<Order>(Kafka.binary(placed)));
    shop.handleBatch(MQTT.toEvent<Order>(MQTT.binary(placed)));
    expect(recorder.spans.map(linkTargets)).toEqual(Array.from({ length: 4 }, () => [linkOf(A)]));
  });

  test('is one of a batch', () => {
    const body = JSON.stringify([event({ traceparent: A }), event({}), event({ traceparent: B })]);
    const batch = HTTP.toEvent<Order>({ headers: { 'content-type': 'application/cloudevents-batch+json' }, body });
    shop.handleBatch(batch);
    expect(linkTargets(recorder.span('Shop.handleBatch'))).toEqual([A, B].map(linkOf));
    expect(linkTargets(linksFrom(batch))).toEqual([A, B].map(linkOf));
  });

  test('without a valid extension gives no link', () => {
    expect(linksFrom([event({}), event({ traceparent: 'bad' }), event({ tracestate: 'vendor=1' })])).toEqual([]);
  });
});

describe('A CloudEvent in the binary mode of HTTP', () => {
  test('links to the last hop and to the start', () => {
    const message = hop(HTTP.binary(event({ traceparent: B, tracestate: 'vendor=1' })), A);
    shop.receive(message);
    expect(linkTargets(recorder.span('Shop.receive'))).toEqual([A, B].map(linkOf));
    expect(linkTargets(linksFrom(message))).toEqual([A, B].map(linkOf));
    expect(linksFrom(message.headers)[1]?.context.traceState?.serialize()).toBe('vendor=1');
  });

  test('links to the start alone if no hop wrote a context', () => {
    expect(linkTargets(linksFrom(HTTP.binary(event({ traceparent: B }))))).toEqual([linkOf(B)]);
    expect(
      linkTargets(linksFrom(new Headers(HTTP.binary(event({ traceparent: B })).headers as Record<string, string>))),
    ).toEqual([linkOf(B)]);
  });
});

describe('A CloudEvent in the binary mode of Kafka', () => {
  test('links to the last hop and to the start', () => {
    const message = hop(Kafka.binary(event({ traceparent: B, tracestate: 'vendor=1' })) as KafkaMessage, A);
    expect(message.headers).toMatchObject({ ce_traceparent: B, ce_tracestate: 'vendor=1' });
    shop.consume(message);
    const { links } = recorder.span('Shop.consume');
    expect(linkTargets({ links })).toEqual([A, B].map(linkOf));
    expect(links[1]?.context.traceState?.serialize()).toBe('vendor=1');
  });

  test('links to both as well if the values are bytes, as they arrive', () => {
    const { headers } = hop(Kafka.binary(event({ traceparent: B })), A);
    const bytes = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Buffer.from(String(value))]),
    );
    expect(linkTargets(linksFrom({ headers: bytes }))).toEqual([A, B].map(linkOf));
  });

  test('links to the start alone if no hop wrote a context', () => {
    expect(linkTargets(linksFrom(Kafka.binary(event({ traceparent: B }))))).toEqual([linkOf(B)]);
  });

  test('has one link a message if both are one span, in a batch too', () => {
    const batch = [hop(Kafka.binary(event({ traceparent: A })), A), hop(Kafka.binary(event({ traceparent: B })), C)];
    expect(linkTargets(linksFrom(batch))).toEqual([A, C, B].map(linkOf));
  });
});

describe('A CloudEvent in the binary mode of MQTT, which has no prefix', () => {
  test('is a source by its user properties', () => {
    const message = MQTT.binary(event({ traceparent: A }));
    expect(linkTargets(linksFrom(message))).toEqual([linkOf(A)]);
    shop.listen(message);
    expect(linkTargets(recorder.span('Shop.listen'))).toEqual([linkOf(A)]);
    expect(linkTargets(linksFrom({ properties: { userProperties: message['User Properties'] } }))).toEqual([linkOf(A)]);
  });
});
