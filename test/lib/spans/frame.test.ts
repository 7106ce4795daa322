/** The context inside a span of ours is an OpenTelemetry context like any other. */
import { type Context, context, createContextKey, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { isTracingSuppressed, suppressTracing } from '@opentelemetry/core';
import { inSpan, SpanGuard, startSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { anotherCopy } from '../../fixtures/copies.js';
import { cause } from '../../fixtures/spans.js';

const recorder = recordSpans();
beforeEach(() => {
  recorder.reset();
  expect.hasAssertions();
});
afterAll(() => recorder.stop());

const KEY = createContextKey('a key of the application');
const OTHER = createContextKey('another one');
const valueOf = (key: symbol): unknown => context.active().getValue(key);

test('values in the context from before are there inside a span', () => {
  context.with(ROOT_CONTEXT.setValue(KEY, 'outside'), () => {
    inSpan('work', () => expect(valueOf(KEY)).toBe('outside'));
  });
});

test('a value set inside a span is seen by what runs in it, with the span, and not after it', () => {
  inSpan('work', (guard) => {
    context.with(context.active().setValue(KEY, 'inside'), () => {
      expect(valueOf(KEY)).toBe('inside');
      expect(trace.getActiveSpan()).toBe(guard.span);
      expect(SpanGuard.current()).toBe(guard);
      inSpan('child', () => expect(valueOf(KEY)).toBe('inside'));
    });
    expect(valueOf(KEY)).toBeUndefined();
  });
  expect(recorder.span('child')).toBeChildOf(recorder.span('work'));
});

test('setting or deleting a value changes no context that exists', () => {
  inSpan('work', () => {
    const one = context.active().setValue(KEY, 1);
    const two = one.setValue(KEY, 2).setValue(OTHER, 'more');
    expect([one, two, two.deleteValue(KEY)].map((each) => each.getValue(KEY))).toEqual([1, 2, undefined]);
    expect(two.deleteValue(KEY).getValue(OTHER)).toBe('more');
    expect(context.active().getValue(KEY)).toBeUndefined();
  });
});

test('a foreign span made active inside is the parent of what runs in it, and its guard is still ours', () => {
  inSpan('work', (guard) => {
    const foreign = trace.wrapSpanContext(cause(0));
    context.with(trace.setSpan(context.active(), foreign), () => {
      expect(trace.getActiveSpan()).toBe(foreign);
      expect(SpanGuard.current()).toBe(guard);
      startSpan('child').complete();
    });
    expect(trace.getActiveSpan()).toBe(guard.span);
  });
  expect(recorder.span('child')).toBeChildOf(cause(0));
});

test('a span is a root, and keeps the values, if the active span was deleted from its context', () => {
  inSpan('work', () => {
    context.with(trace.deleteSpan(context.active().setValue(KEY, 'inside')), () => {
      expect(trace.getActiveSpan()).toBeUndefined();
      inSpan('other', () => expect(valueOf(KEY)).toBe('inside'));
    });
  });
  expect(recorder.span('other')).toBeRootSpan();
});

test('baggage set outside a span is seen inside, and baggage set inside is passed on', () => {
  const baggage = (tenant: string): Context =>
    propagation.setBaggage(context.active(), propagation.createBaggage({ tenant: { value: tenant } }));
  context.with(baggage('one'), () => {
    inSpan('work', (guard) => {
      expect(guard.carrier().baggage).toBe('tenant=one');
      context.with(baggage('two'), () => {
        inSpan('child', (child) => expect(child.carrier().baggage).toBe('tenant=two'));
      });
      expect(guard.carrier().baggage).toBe('tenant=one');
    });
  });
});

test('tracing suppressed inside a span gives no spans there, and spans again after it', () => {
  inSpan('work', (guard) => {
    context.with(suppressTracing(context.active()), () => {
      expect(isTracingSuppressed(context.active())).toBe(true);
      expect(SpanGuard.current().state).toBe('disabled');
      expect(startSpan('suppressed').state).toBe('disabled');
      expect(inSpan('suppressed too', (none) => none.state)).toBe('disabled');
    });
    expect(SpanGuard.current()).toBe(guard);
    inSpan('child', () => undefined);
  });
  expect(recorder.spans.map(({ name }) => name)).toEqual(['child', 'work']);
});

test('the context is the same after an await', async () => {
  await inSpan('work', async (guard) => {
    const before = context.active();
    await Promise.resolve();
    expect(context.active()).toBe(before);
    expect(SpanGuard.current()).toBe(guard);
  });
});

test('ROOT_CONTEXT inside a span is empty', () => {
  inSpan('work', () => {
    context.with(ROOT_CONTEXT, () => {
      expect(trace.getActiveSpan()).toBeUndefined();
      expect(SpanGuard.current().state).toBe('disabled');
    });
  });
});

describe('Among spans nested far deeper than the stack of Node', () => {
  // a look-up that passed through the context of every span around it would overflow the stack, and lose spans
  const DEPTH = 30_000;

  /** Runs `step` that often, each time in the context that was active inside the time before. */
  function nest(step: (inside: () => void) => void): Context {
    let active: Context = ROOT_CONTEXT.setValue(KEY, 'outside');
    for (let depth = 0; depth < DEPTH; depth++)
      context.with(active, () => step(() => void (active = context.active())));
    return active;
  }

  /** Expects every span to be the child of the one before, and the application's value to be found below all. */
  function expectAllNested(innermost: Context): void {
    expect(recorder.spans).toHaveLength(DEPTH);
    const isNested = recorder.spans.every(
      ({ parentSpanContext }, at, spans) => parentSpanContext?.spanId === spans[at - 1]?.spanContext().spanId,
    );
    expect(isNested).toBe(true);
    expect(innermost.getValue(KEY)).toBe('outside');
  }

  test('every span is recorded, and a value set outside is found in the innermost', () => {
    expectAllNested(nest((inside) => inSpan('work', inside)));
  });

  test('the same holds with a value set between each two of them', () => {
    const innermost = nest((inside) =>
      inSpan('work', () => context.with(context.active().setValue(OTHER, 'between'), inside)),
    );
    expectAllNested(innermost);
    expect(innermost.getValue(OTHER)).toBe('between');
  });

  test('the same holds with another copy of the package between them', () => {
    const copies = [inSpan, anotherCopy().inSpan];
    let turn = 0;
    expectAllNested(nest((inside) => copies[turn++ % 2]?.('work', inside)));
  });
});
