/** Google Pub/Sub: messages of the client's own class, made from the service's own format. */
import { Message, protos, PubSub } from '@google-cloud/pubsub';
import { Subscriber } from '@google-cloud/pubsub/build/src/subscriber';
import { LinkFrom, linksFrom } from 'spanlink';
import { fromPubSub, messageAttributes } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { A, B, linkOf, linkTargets } from '../fixtures/spans';

const { ReceivedMessage } = protos.google.pubsub.v1;
const subscriber = new Subscriber(new PubSub({ projectId: 'shop' }).subscription('orders'));

/** Returns a message that was published with those attributes as the client delivers it. */
function sent(attributes: Record<string, string>): Message {
  const bytes = ReceivedMessage.encode({
    ackId: 'a1',
    deliveryAttempt: 1,
    message: { data: Buffer.from('{"id":7}'), attributes, messageId: '1', publishTime: { seconds: 0, nanos: 0 } },
  }).finish();
  return new Message(subscriber, ReceivedMessage.decode(bytes));
}

class Shop {
  @LinkFrom(0)
  ship(_message: Message): void {}

  @LinkFrom(0)
  shipBatch(_messages: Message[]): void {}
}

const recorder = recordSpans();
beforeEach(() => recorder.reset());

describe('A message of Google Pub/Sub', () => {
  test.each(['googclient_traceparent', 'traceparent'])('is a source by its %s', (name) => {
    const message = sent({ [name]: A, tenant: 'a' });
    expect(linkTargets(linksFrom(message))).toEqual([linkOf(A)]);
    expect(linksFrom(message.attributes)).toEqual(linksFrom(message));
    new Shop().ship(message);
    expect(linkTargets(recorder.span('Shop.ship'))).toEqual([linkOf(A)]);
  });

  test("keeps the trace state under the client's own name", () => {
    const [link] = linksFrom(sent({ googclient_traceparent: A, googclient_tracestate: 'vendor=1' }));
    expect(link?.context.traceState?.serialize()).toBe('vendor=1');
  });

  test('is read by name, and described', () => {
    const message = sent({ traceparent: A });
    expect(fromPubSub(message)).toEqual(linksFrom(message));
    expect(messageAttributes(message)).toEqual({
      'messaging.message.id': '1',
      'gcp.pubsub.message.ack_id': 'a1',
      'gcp.pubsub.message.delivery_attempt': 1,
      'messaging.message.body.size': 8,
    });
  });

  test('is one of a batch', () => {
    const batch = [sent({ googclient_traceparent: A }), sent({}), sent({ traceparent: B })];
    new Shop().shipBatch(batch);
    expect(linkTargets(recorder.span('Shop.shipBatch'))).toEqual([A, B].map(linkOf));
    expect(linkTargets(linksFrom(batch))).toEqual([A, B].map(linkOf));
  });

  test.each<[string, Record<string, string>]>([
    ['no attributes', {}],
    ['other attributes', { traceId: linkOf(A).slice(0, 32), context: A, headers: A }],
    ['bad ones', { googclient_traceparent: 'bad', googclient_OpenTelemetrySpanContext: '{' }],
  ])('with %s gives no link', (_what, attributes) => {
    expect(linksFrom(sent(attributes))).toEqual([]);
  });
});
