/** AMQP 1.0, by messages that rhea encoded and decoded. */
import { message, types } from 'rhea';
import { linksFrom, type LinkSource } from 'spanlink';
import { A, B, linkOf } from '../fixtures/spans';
import { read, testField } from '../lib/sources/messages/message-suite';

/** A message as a receiver gets it. */
function received(sent: object): object {
  return message.decode(message.encode({ body: 'order', ...sent } as never) as never) as unknown as object;
}

test("the sender's application properties are read, with their trace state", () => {
  const sent = received({ application_properties: { traceparent: A, tracestate: 'v=1', count: 7 } });
  const [link] = linksFrom(sent as LinkSource);
  expect(read(sent)).toEqual([linkOf(A)]);
  expect(link?.context.traceState?.serialize()).toBe('v=1');
});

test('the annotations of a broker go before them, as the W3C asks', () => {
  const sent = { application_properties: { traceparent: A, tracestate: 'v=old' } };
  expect(read(received({ ...sent, message_annotations: { traceparent: B } }))).toEqual([linkOf(B)]);
  expect(read(received({ ...sent, message_annotations: { traceparent: 'bad' } }))).toEqual([linkOf(A)]);
  expect(read(received({ ...sent, message_annotations: { 'x-opt-partition-key': types.wrap_string('7') } }))).toEqual([
    linkOf(A),
  ]);
});

test("Azure's Diagnostic-Id is read at both places", () => {
  expect(read(received({ application_properties: { 'Diagnostic-Id': A } }))).toEqual([linkOf(A)]);
  expect(read(received({ message_annotations: { 'Diagnostic-Id': A } }))).toEqual([linkOf(A)]);
});

test('what a handler gets is read by the message in it', () => {
  const context = { message: received({ application_properties: { traceparent: A } }), delivery: {}, receiver: {} };
  expect(read(context)).toEqual([linkOf(A)]);
  expect(read([context, { message: received({ message_annotations: { traceparent: B } }) }])).toEqual(
    [A, B].map(linkOf),
  );
});

test('a batch has its places', () => {
  const batch = [
    received({ application_properties: { traceparent: A } }),
    received({}),
    received({ application_properties: { traceparent: B } }),
  ];
  const links = linksFrom(batch as LinkSource, { attributes: (_message, index) => ({ index }) });
  expect(links.map(({ attributes }) => attributes)).toEqual([{ index: 0 }, { index: 2 }]);
});

test('a message without a context gives no link', () => {
  expect(read(received({}))).toEqual([]);
  expect(read(received({ application_properties: { traceparent: 7 } }))).toEqual([]);
});

testField('application_properties', { application_properties: { traceparent: A } });
testField('message_annotations', { message_annotations: { traceparent: A } });
