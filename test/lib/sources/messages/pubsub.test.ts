/** Google Pub/Sub delivers `message.attributes`. */
import { INVALID_SPAN_CONTEXT } from '@opentelemetry/api';
import { linksFrom } from 'spanlink';
import { A, B, contextOf, linkOf } from '../../../fixtures/spans.js';
import { read, testField, testHeaders } from './message-suite.js';

/** As the client delivers it: a class, of which `attributes` is a field. */
class Message {
  readonly ackId = 'a1';
  readonly data = Buffer.from('{}');
  readonly id = '7';
  constructor(readonly attributes: unknown) {}
}
const message = (attributes: unknown): object => new Message(attributes);

describe('A message of Google Pub/Sub', () => {
  testHeaders(message);
  testField('attributes', message({ googclient_traceparent: A }));

  test.each(['googclient_traceparent', 'GoogClient_TraceParent'])('with %s, which its client sets, is read', (name) => {
    expect(read(message({ [name]: A }))).toEqual([linkOf(A)]);
    expect(read({ ...message({ [name]: A }) })).toEqual([linkOf(A)]);
  });

  test('keeps the trace state that its client sets', () => {
    const source = message({ googclient_traceparent: A, googclient_tracestate: 'vendor=1', tracestate: 'other=2' });
    expect(linksFrom(source)[0]?.context.traceState?.serialize()).toBe('vendor=1');
  });

  test('with both attributes is read by the plain one if that is valid', () => {
    expect(read(message({ googclient_traceparent: A, traceparent: B }))).toEqual([linkOf(B)]);
    expect(read(message({ googclient_traceparent: A, traceparent: 'bad' }))).toEqual([linkOf(A)]);
  });
});

describe('The attributes of an OpenTelemetry link', () => {
  test('are not read as headers, whatever its context is', () => {
    expect(linksFrom({ context: contextOf(A), attributes: { traceparent: B } })).toEqual([
      { context: contextOf(A), attributes: { traceparent: B } },
    ]);
    expect(read({ context: INVALID_SPAN_CONTEXT, attributes: { traceparent: B } })).toEqual([
      linkOf(`00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`),
    ]);
    expect(read({ context: { traceId: 'bad', spanId: 'bad', traceFlags: 0 }, attributes: { traceparent: B } })).toEqual(
      [],
    );
  });
});

describe('A push of Google Pub/Sub', () => {
  testHeaders((attributes) => ({
    subscription: 'projects/p/subscriptions/s',
    message: { messageId: '7', data: 'e30=', attributes },
  }));
});
