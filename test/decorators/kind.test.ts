/** The option `kind`. */
import { SpanKind } from '@opentelemetry/api';
import { inSpan, LinkFrom, Span, startSpan, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Orders {
  @Span()
  internal(): void {}

  @Span({ kind: SpanKind.SERVER })
  server(): void {}

  @Span('consumer', { kind: SpanKind.CONSUMER })
  @LinkFrom(0)
  consumer(_message?: object): void {}
}

test('a span is internal by default', () => {
  new Orders().internal();
  expect(recorder.span('Orders.internal').kind).toBe(SpanKind.INTERNAL);
});

test('a span has the kind of its options', () => {
  new Orders().server();
  new Orders().consumer();
  inSpan('client', { kind: SpanKind.CLIENT }, () => undefined);
  startSpan('producer', { kind: SpanKind.PRODUCER }).complete();
  traced(() => undefined, { name: 'server', kind: SpanKind.SERVER })();
  expect(recorder.spans.map(({ kind }) => kind)).toEqual([
    SpanKind.SERVER,
    SpanKind.CONSUMER,
    SpanKind.CLIENT,
    SpanKind.PRODUCER,
    SpanKind.SERVER,
  ]);
});
