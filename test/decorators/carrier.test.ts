/** `carrier()` where the application's propagator writes nothing. */
import {
  context,
  createContextKey,
  createTraceState,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';

const sampler = {
  shouldSample: () => ({ decision: 2, traceState: createTraceState('ot=th:8') }),
};
const recorder = recordSpans({ sampler });
beforeEach(() => {
  recorder.reset();
  propagation.disable();
});
afterAll(() => recorder.stop());

const traceparent = ({ traceId, spanId }: SpanContext): string => `00-${traceId}-${spanId}-01`;
const remote: SpanContext = {
  traceId: 'ca'.repeat(16),
  spanId: 'fe'.repeat(8),
  traceFlags: 1,
  traceState: createTraceState('ot=th:c'),
};

class Orders {
  @Span()
  place(): Record<string, string> {
    return SpanGuard.current().carrier();
  }

  @LinkFrom(0)
  *steps(_cause: unknown): Generator<Record<string, string>> {
    yield SpanGuard.current().carrier();
  }
}

describe('without a propagator, a carrier', () => {
  test('holds the W3C headers of the span, with the trace state that consistent sampling decides by', () => {
    const carrier = new Orders().place();
    const span = recorder.span('Orders.place').spanContext();
    expect(carrier).toEqual({ traceparent: traceparent(span), tracestate: 'ot=th:8' });
  });

  test('holds those of the span in every step of a generator', () => {
    const [carrier] = [...new Orders().steps(undefined)];
    const span = recorder.span('Orders.steps').spanContext();
    expect(carrier).toEqual({ traceparent: traceparent(span), tracestate: 'ot=th:8' });
  });

  test('holds those of the active span where no decorated method is called', () => {
    const active = trace.setSpanContext(ROOT_CONTEXT, remote);
    const carrier = context.with(active, () => SpanGuard.current().carrier());
    expect(carrier).toEqual({ traceparent: traceparent(remote), tracestate: 'ot=th:c' });
  });

  test('is empty where there is no span, also in a context of the application', () => {
    const carrier = context.with(ROOT_CONTEXT.setValue(createContextKey('tenant'), 7), () =>
      SpanGuard.current().carrier(),
    );
    expect(carrier).toEqual({});
  });

  test('is empty where tracing is suppressed', () => {
    const active = suppressTracing(trace.setSpanContext(ROOT_CONTEXT, remote));
    expect(context.with(active, () => SpanGuard.current().carrier())).toEqual({});
    expect(context.with(active, () => new Orders().place())).toEqual({});
  });

  test('is empty before the span has started', () => {
    expect(new SpanGuard().carrier()).toEqual({});
  });
});
