/**
 * Promise 7: without an SDK nothing of ours runs; with tracing suppressed there is no span; unsampled spans propagate.
 */
import { context, isSpanContextValid, propagation, trace, TraceFlags } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { AlwaysOffSampler, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { inSpan, LinkFrom, linksFrom, Span, SpanGuard, startSpan, traced } from 'spanlink';
import { recordSpans, type SpanRecorder } from 'spanlink/testing';
import { recordCounts, recordReports } from '../fixtures/reports';
import { cause, causeLink, message } from '../fixtures/spans';

const asked = jest.fn();
const ask =
  <Value>(value: Value) =>
  (...args: unknown[]): Value => {
    asked(...args);
    return value;
  };

class Orders {
  @LinkFrom(ask(message(0)), { attributes: ask({}) })
  @Span({
    name: ask('asked'),
    attributes: ask({}),
    links: ask(message(1)),
    parent: ask(undefined),
    result: ask({}),
    isError: ask(true),
  })
  asks(_first?: unknown): string {
    return 'done';
  }

  @LinkFrom(0)
  reads(items: Iterable<unknown>): unknown[] {
    return [...items];
  }

  @Span()
  guarded(span = SpanGuard.current()): [string, boolean] {
    span.link(message(0)).setAttribute('a', 1).addEvent('event').fail(new Error('failed'));
    return [span.state, isSpanContextValid(span.spanContext())];
  }

  @Span()
  adopting(guard: SpanGuard): string {
    return guard.state;
  }

  @Span()
  refuse(error: unknown): never {
    throw error;
  }

  @Span()
  async later(): Promise<number> {
    return 7;
  }

  @Span()
  *steps(): Generator<number> {
    yield 1;
  }
}

const orders = new Orders();
const reports = recordReports();
const counts = recordCounts();
let recorder: SpanRecorder | undefined;
beforeEach(() => asked.mockClear());
afterEach(() => {
  recorder?.stop();
  recorder = undefined;
});

/** Everything works, and nothing of it is traced. */
async function expectQuiet(): Promise<void> {
  const generator = numbers();
  expect(orders.asks(message(0))).toBe('done');
  expect(orders.reads(generator)).toEqual([1, 2]);
  expect(orders.guarded()).toEqual(['disabled', false]);
  expect(orders.adopting(new SpanGuard())).toBe('disabled');
  expect(() => orders.refuse('as it was')).toThrow();
  await expect(orders.later()).resolves.toBe(7);
  expect([...orders.steps()]).toEqual([1]);
  expect(inSpan('block', { links: ask(message(0)) }, (span) => [span.state, SpanGuard.current().state])).toEqual([
    'disabled',
    'disabled',
  ]);
  expect(startSpan('held', { links: ask(message(0)) }).state).toBe('disabled');
  expect(traced(() => SpanGuard.current().state, { attributes: ask({}) })()).toBe('disabled');
  expect(asked).not.toHaveBeenCalled();
  expect(reports).toEqual([]);
  await expect(counts()).resolves.toEqual({});
}

function* numbers(): Generator<number> {
  yield 1;
  yield 2;
}

/** A source that tells when it is read. */
function telling(): Record<string, string> {
  return new Proxy({}, { get: () => asked('read') as never, ownKeys: () => asked('read') as never });
}

test('without an SDK, no selector or option is called, no iterator consumed and no guard started', async () => {
  await expectQuiet();
  expect(orders.adopting(new SpanGuard().link(telling()))).toBe('disabled');
  expect(asked).not.toHaveBeenCalled();
});

test('without an SDK, a promise is the one that the method returned', () => {
  const promise = Promise.resolve(1);
  expect(traced(() => promise)()).toBe(promise);
});

test('with tracing suppressed, there is no span, and no selector or option is called', async () => {
  recorder = recordSpans();
  await context.with(suppressTracing(context.active()), expectQuiet);
  expect([...recorder.spans, ...recorder.unfinished]).toEqual([]);
});

test('with tracing suppressed inside a method, the guard there is disabled', () => {
  recorder = recordSpans();
  const state = inSpan('outer', () => context.with(suppressTracing(context.active()), () => SpanGuard.current().state));
  expect(state).toBe('disabled');
  expect(recorder.spans.map((span) => span.name)).toEqual(['outer']);
});

test('an SDK that is registered later is used, and one that was removed is not', () => {
  expect(orders.asks()).toBe('done');
  recorder = recordSpans();
  orders.asks();
  expect(recorder.span('asked')).toHaveLinkCount(2);
  asked.mockClear();
  recorder.stop();
  expect(orders.asks()).toBe('done');
  expect(asked).not.toHaveBeenCalled();
  recorder = recordSpans();
  orders.asks();
  expect(recorder.spans).toHaveLength(1);
});

test('an unsampled span still propagates its context', () => {
  recorder = recordSpans({ sampler: new AlwaysOffSampler() });
  const [carrier, active, injected] = inSpan('unsampled', { links: message(0) }, (span) => {
    const target: Record<string, string> = {};
    propagation.inject(context.active(), target);
    return [span.carrier(), trace.getActiveSpan()?.spanContext(), target];
  });
  expect(active?.traceFlags).toBe(TraceFlags.NONE);
  expect(isSpanContextValid(active ?? { traceId: '', spanId: '', traceFlags: 0 })).toBe(true);
  expect(carrier).toEqual({ traceparent: `00-${active?.traceId}-${active?.spanId}-00` });
  expect(injected).toEqual(carrier);
  expect(recorder.spans).toEqual([]);
});

test('an unsampled span continues its parent’s trace, and its children continue it', () => {
  recorder = recordSpans({ sampler: new AlwaysOffSampler() });
  const contexts = inSpan('outer', (outer) =>
    inSpan('inner', { parent: () => cause(0) }, (inner) => [outer, inner].map((span) => span.spanContext())),
  );
  expect(contexts[1]?.traceId).toBe(cause(0).traceId);
  expect(contexts[0]?.traceId).not.toBe(cause(0).traceId);
});

test('linksFrom reads without an SDK', () => {
  expect(linksFrom(message(0)).map(({ context: { traceId, spanId } }) => `${traceId}-${spanId}`)).toEqual([
    causeLink(0),
  ]);
});

test('without a context manager, a decorated method works and has its span and guard', () => {
  recorder = recordSpans();
  context.disable();
  new NodeTracerProvider();
  expect(orders.guarded()[0]).toBe('started');
  expect(recorder.span('Orders.guarded')).toBeRootSpan();
});
