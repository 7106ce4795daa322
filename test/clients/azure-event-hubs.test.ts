/** Azure Event Hubs: events as the client types them, and as its own reader makes them of AMQP messages. */
import { dirname, join } from 'node:path';
import type { ReceivedEventData } from '@azure/event-hubs';
import { LinkFrom, linksFrom } from 'spanlink';
import { fromEventHubs, messageAttributes } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { A, B, linkOf, linkTargets } from '../fixtures/spans';

const { fromRheaMessage } = jest.requireActual<{
  fromRheaMessage(message: object, skipJson: boolean): ReceivedEventData;
}>(join(dirname(require.resolve('@azure/event-hubs')), 'eventData'));

/** Returns an event with those properties as the client delivers it. */
function sent(application_properties?: Record<string, unknown>): ReceivedEventData {
  return fromRheaMessage(
    {
      body: Buffer.from('{"id":7}'),
      message_id: '1',
      message_annotations: {
        'x-opt-enqueued-time': 0,
        'x-opt-offset': '0',
        'x-opt-sequence-number': 1,
        'x-opt-partition-key': 'k',
      },
      ...(application_properties && { application_properties }),
    },
    true,
  );
}

class Shop {
  @LinkFrom(0)
  ship(_event: ReceivedEventData): void {}

  @LinkFrom(0, { relation: 'batch_item', attributes: ({ sequenceNumber }: ReceivedEventData) => ({ sequenceNumber }) })
  async processEvents(_events: ReceivedEventData[], _context: { partitionId: string }): Promise<void> {}
}

const recorder = recordSpans();
const shop = new Shop();
beforeEach(() => recorder.reset());

describe('An event of Azure Event Hubs', () => {
  test.each(['Diagnostic-Id', 'traceparent'])('is a source by its %s', (name) => {
    const event = sent({ [name]: A, tenant: 7, at: new Date(0) });
    expect(linkTargets(linksFrom(event))).toEqual([linkOf(A)]);
    shop.ship(event);
    expect(linkTargets(recorder.span('Shop.ship'))).toEqual([linkOf(A)]);
  });

  test('is read by name, and described', () => {
    const event = sent({ 'Diagnostic-Id': A });
    expect(fromEventHubs(event)).toEqual(linksFrom(event));
    expect(messageAttributes(event)).toEqual({
      'messaging.message.id': '1',
      'azure.eventhubs.message.enqueued_time': 0,
    });
  });

  test('that an application made by hand is a source', () => {
    const event: ReceivedEventData = {
      body: { id: 7 },
      properties: { 'Diagnostic-Id': A },
      enqueuedTimeUtc: new Date(0),
      partitionKey: null,
      offset: '0',
      sequenceNumber: 1,
      getRawAmqpMessage: () => ({ body: { id: 7 }, applicationProperties: { 'Diagnostic-Id': A } }),
    };
    expect(linkTargets(linksFrom(event))).toEqual([linkOf(A)]);
  });

  test('is read among the events that processEvents gets', async () => {
    const events = [sent({ 'Diagnostic-Id': A }), sent(), sent({ 'Diagnostic-Id': B })];
    await shop.processEvents(events, { partitionId: '0' });
    expect(linkTargets(linksFrom(events))).toEqual([A, B].map(linkOf));
    const { links } = recorder.span('Shop.processEvents');
    expect(linkTargets({ links })).toEqual([A, B].map(linkOf));
    expect(links[0]?.attributes).toEqual({ 'spanlink.relation': 'batch_item', sequenceNumber: 1 });
  });

  test.each(['cloudEvents:traceparent', 'cloudEvents_traceparent'])(
    'that holds a CloudEvent links to the last hop, and by %s to the start',
    (name) => {
      expect(linkTargets(linksFrom(sent({ 'cloudEvents:specversion': '1.0', 'Diagnostic-Id': A, [name]: B })))).toEqual(
        [A, B].map(linkOf),
      );
      expect(linkTargets(linksFrom(sent({ [name]: B })))).toEqual([linkOf(B)]);
    },
  );

  test.each([undefined, {}, { tenant: 7 }, { 'Diagnostic-Id': '|4bf92f3577b34da6.1.' }])(
    'with the properties %j gives no link',
    (properties) => {
      expect(linksFrom(sent(properties))).toEqual([]);
    },
  );
});
