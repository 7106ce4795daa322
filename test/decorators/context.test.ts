/** The context in which a decorated method runs: OpenTelemetry's own, with one span more. */
import { type Context, context, createContextKey, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { isTracingSuppressed, suppressTracing, unsuppressTracing } from '@opentelemetry/core';
import { inSpan, Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { collectUntil } from '../fixtures/garbage';
import { cause } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const TENANT = createContextKey('tenant');
const USER = createContextKey('user');

class Orders {
  @Span()
  run<Result>(body: () => Result): Result {
    return body();
  }
}
const { run } = new Orders();

/** A context of somebody else, who adds one value to any other, as ours adds two. */
class Layer implements Context {
  constructor(
    readonly below: Context,
    readonly key: symbol,
    readonly value: unknown,
  ) {}
  getValue(key: symbol): unknown {
    return key === this.key ? this.value : this.below.getValue(key);
  }
  setValue(key: symbol, value: unknown): Context {
    return new Layer(this, key, value);
  }
  deleteValue(key: symbol): Context {
    return new Layer(this, key, undefined);
  }
}

test('context values that were set before are seen in the method', () => {
  context.with(ROOT_CONTEXT.setValue(TENANT, 'acme'), () =>
    run(() => expect(context.active().getValue(TENANT)).toBe('acme')),
  );
});

test('context values that are set in the method are seen by its callees, and not after it', () => {
  run(() => {
    const inner = context.active().setValue(TENANT, 'acme');
    context.with(inner, () => run(() => expect(context.active().getValue(TENANT)).toBe('acme')));
    context.with(inner.deleteValue(TENANT), () => run(() => expect(context.active().getValue(TENANT)).toBeUndefined()));
    expect(context.active().getValue(TENANT)).toBeUndefined();
  });
});

test('a context is not changed by setting values on it', () => {
  run(() => {
    const before = context.active();
    const span = trace.getSpan(before);
    before.setValue(TENANT, 'acme');
    trace.deleteSpan(before);
    expect(before.getValue(TENANT)).toBeUndefined();
    expect(trace.getSpan(before)).toBe(span);
  });
});

test('values of a context of somebody else’s class are seen through our spans', () => {
  run(() =>
    context.with(new Layer(context.active(), TENANT, 'acme'), () =>
      run(() =>
        context.with(new Layer(context.active(), USER, 'ann'), () =>
          run(() => expect([TENANT, USER].map((key) => context.active().getValue(key))).toEqual(['acme', 'ann'])),
        ),
      ),
    ),
  );
});

test('baggage passes through decorated methods', () => {
  const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
  context.with(propagation.setBaggage(ROOT_CONTEXT, baggage), () =>
    run(() => {
      expect(propagation.getActiveBaggage()?.getEntry('tenant')).toEqual({ value: 'acme' });
      expect(SpanGuard.current().carrier()).toMatchObject({ baggage: 'tenant=acme' });
    }),
  );
});

test('a span that is made active by hand is the parent of calls in it', () => {
  run(() => {
    const span = trace.getTracer('test').startSpan('by hand');
    context.with(trace.setSpan(context.active(), span), () => run(() => undefined));
    span.end();
  });
  const [inner, byHand, outer] = recorder.spans;
  expect(inner).toBeChildOf(byHand?.spanContext() ?? '');
  expect(byHand).toBeChildOf(outer?.spanContext() ?? '');
});

test('a call without the active span, or from the root context, begins a trace', () => {
  run(() => {
    context.with(trace.deleteSpan(context.active()), () => inSpan('deleted', () => undefined));
    context.with(ROOT_CONTEXT, () => inSpan('root', () => undefined));
  });
  expect(recorder.span('deleted')).toBeRootSpan();
  expect(recorder.span('root')).toBeRootSpan();
});

test('a context from outside gives the call its parent', () => {
  context.with(trace.setSpanContext(ROOT_CONTEXT, cause(0)), () => run(() => undefined));
  expect(recorder.span('run')).toBeChildOf(cause(0));
});

test('tracing may be suppressed, and allowed again, inside a method', () => {
  run(() => {
    const suppressed = suppressTracing(context.active());
    context.with(suppressed, () => {
      expect(isTracingSuppressed(context.active())).toBe(true);
      inSpan('suppressed', () => undefined);
      context.with(unsuppressTracing(context.active()), () => inSpan('allowed', () => undefined));
    });
    expect(isTracingSuppressed(context.active())).toBe(false);
  });
  expect(recorder.spans.map((span) => span.name)).toEqual(['allowed', 'run']);
  expect(recorder.span('allowed')).toBeChildOf(recorder.span('run'));
});

test('an ended span is not kept in memory by spans that were started in it', async () => {
  let first: WeakRef<SpanGuard> | undefined;
  const waiting = await new Promise<object>((resolve) => {
    const next = (left: number): void =>
      inSpan(`left ${left}`, (span) => {
        first ??= new WeakRef(span);
        if (left > 0) setImmediate(next, left - 1);
        else resolve({ pending: new Promise(() => undefined) });
      });
    next(20);
  });
  expect(recorder.named('left 1')).toHaveLength(1);
  recorder.reset();
  await collectUntil(() => first?.deref() === undefined);
  expect(waiting).toHaveProperty('pending');
});

test('deeply nested calls are one chain of spans', () => {
  const dive = (depth: number): void => inSpan(`depth ${depth}`, () => (depth > 0 ? dive(depth - 1) : undefined));
  dive(50);
  for (let depth = 0; depth < 50; depth++)
    expect(recorder.span(`depth ${depth}`)).toBeChildOf(recorder.span(`depth ${depth + 1}`));
});
