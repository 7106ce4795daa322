/** Azure Service Bus: received messages as the client types them. */
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { LinkFrom, linksFrom } from 'spanlink';
import { fromServiceBus, messageAttributes } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { A, B, linkOf, linkTargets } from '../fixtures/spans';

type Properties = NonNullable<ServiceBusReceivedMessage['applicationProperties']>;

const received = (applicationProperties?: Properties): ServiceBusReceivedMessage => ({
  body: { id: 7 },
  messageId: 'b1',
  state: 'active',
  lockToken: 'c2',
  deliveryCount: 0,
  enqueuedTimeUtc: new Date(0),
  _rawAmqpMessage: { body: { id: 7 }, bodyType: 'data', ...(applicationProperties && { applicationProperties }) },
  ...(applicationProperties && { applicationProperties }),
});

class Shop {
  @LinkFrom(0)
  async ship(_message: ServiceBusReceivedMessage): Promise<void> {}

  @LinkFrom(0)
  async shipBatch(_messages: ServiceBusReceivedMessage[]): Promise<void> {}
}

const recorder = recordSpans();
const shop = new Shop();
beforeEach(() => recorder.reset());

describe('A message of Azure Service Bus', () => {
  test.each(['Diagnostic-Id', 'traceparent'])('is a source by its %s', async (name) => {
    const message = received({ [name]: A, tenant: 7, urgent: true, at: new Date(0), none: null });
    expect(linkTargets(linksFrom(message))).toEqual([linkOf(A)]);
    await shop.ship(message);
    expect(linkTargets(recorder.span('Shop.ship'))).toEqual([linkOf(A)]);
  });

  test('is read by name, and described', () => {
    const batch = [
      received({ 'Diagnostic-Id': A }),
      {
        ...received({ traceparent: B }),
        messageId: 2,
        correlationId: 'c',
        deliveryCount: 1,
        enqueuedTimeUtc: new Date(1_500),
      },
    ];
    expect(fromServiceBus(batch, { attributes: messageAttributes }).map(({ attributes }) => attributes)).toEqual([
      { 'messaging.message.id': 'b1', 'azure.servicebus.message.enqueued_time': 0 },
      {
        'messaging.message.id': '2',
        'messaging.message.conversation_id': 'c',
        'azure.servicebus.message.enqueued_time': 1,
        'azure.servicebus.message.delivery_count': 1,
      },
    ]);
    expect(fromServiceBus(batch)).toEqual(linksFrom(batch));
  });

  test('is read among the messages that receiveMessages returns', async () => {
    const batch = [received({ 'Diagnostic-Id': A }), received(), received({ 'Diagnostic-Id': B })];
    await shop.shipBatch(batch);
    expect(linkTargets(recorder.span('Shop.shipBatch'))).toEqual([A, B].map(linkOf));
    expect(linkTargets(linksFrom(batch))).toEqual([A, B].map(linkOf));
  });

  test.each(['cloudEvents:traceparent', 'cloudEvents_traceparent'])(
    'that holds a CloudEvent links to the last hop, and by %s to the start',
    (name) => {
      expect(
        linkTargets(linksFrom(received({ 'cloudEvents:specversion': '1.0', 'Diagnostic-Id': A, [name]: B }))),
      ).toEqual([A, B].map(linkOf));
      expect(linkTargets(linksFrom(received({ [name]: B })))).toEqual([linkOf(B)]);
    },
  );

  test.each<[string, Properties | undefined]>([
    ['no properties', undefined],
    ['other properties', { tenant: 7 }],
    ['the id of an old client', { 'Diagnostic-Id': '|4bf92f3577b34da6.1.' }],
    ['values that are no text', { traceparent: 7, 'Diagnostic-Id': null, tracestate: new Date(0) }],
  ])('with %s gives no link', (_what, properties) => {
    expect(linksFrom(received(properties))).toEqual([]);
  });
});
