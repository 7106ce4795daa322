/** Promise 7: without an SDK nothing of ours runs; suppressed there is no span; unsampled spans propagate. */
import assert from 'node:assert/strict';
import { context, isSpanContextValid, propagation, trace, TraceFlags } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-node';
import { inSpan, LinkFrom, linksFrom, Span, SpanGuard, startSpan, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { assertLinks, cause, message, nameOf, names } from './fixtures.js';
import type { Checks, Seen } from './run-checks.js';
import { removeContextManager } from './runtime.js';

let asked = 0;
const ask =
  <Value>(value: Value) =>
  (): Value => {
    asked++;
    return value;
  };

class Orders {
  @LinkFrom(ask(message(0)), { attributes: ask({}) })
  @Span({ name: ask('asked'), attributes: ask({}), links: ask(message(1)), parent: ask(undefined), result: ask({}) })
  asks(): string {
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
  *steps(): Generator<number> {
    yield 1;
    yield 2;
  }
}

const orders = new Orders();

/** Everything works, and nothing of it is traced. */
async function assertQuiet({ reports, counts }: Seen): Promise<void> {
  asked = 0;
  assert.equal(orders.asks(), 'done');
  assert.deepEqual(orders.reads(orders.steps()), [1, 2]);
  assert.deepEqual(orders.guarded(), ['disabled', false]);
  assert.equal(orders.adopting(new SpanGuard()), 'disabled');
  assert.equal(startSpan('held', { links: ask(message(0)) }).state, 'disabled');
  assert.equal(
    inSpan('block', { links: ask(message(0)) }, ({ state }) => state),
    'disabled',
  );
  assert.equal(await traced(async () => 7, { attributes: ask({}) })(), 7);
  assert.deepEqual([asked, reports, counts], [0, [], {}]);
}

export const quietWhenOff: Checks = {
  async 'without an SDK, no selector or option is called, and no guard started'(seen) {
    seen.spans.stop();
    await assertQuiet(seen);
  },
  'without an SDK, a promise is the one that the method returned'({ spans }) {
    spans.stop();
    const promise = Promise.resolve(1);
    assert.ok(Object.is(traced(() => promise)(), promise));
  },
  'without an SDK, linksFrom reads'({ spans }) {
    spans.stop();
    assertLinks({ links: linksFrom(message(0)) }, [0]);
  },
  async 'with tracing suppressed, there is no span, and no selector or option is called'(seen) {
    await context.with(suppressTracing(context.active()), () => assertQuiet(seen));
    assert.deepEqual([...seen.spans.spans, ...seen.spans.unfinished], []);
  },
  'an SDK that is registered later is used, and one that was removed is not'({ spans }) {
    spans.stop();
    orders.asks();
    const later = recordSpans();
    orders.asks();
    assertLinks(later.span('asked'), [1, 0]);
    later.stop();
    asked = 0;
    orders.asks();
    assert.deepEqual([asked, names(later)], [0, ['asked']]);
  },
  'an unsampled span propagates its context, and is not recorded'() {
    const spans = recordSpans({ sampler: new AlwaysOffSampler() });
    const [carrier, active, injected] = inSpan('unsampled', { links: message(0) }, (span) => {
      const target: Record<string, string> = {};
      propagation.inject(context.active(), target);
      return [span.carrier(), trace.getActiveSpan()?.spanContext(), target] as const;
    });
    assert.equal(active?.traceFlags, TraceFlags.NONE);
    assert.deepEqual({ ...carrier }, { traceparent: `00-${active?.traceId}-${active?.spanId}-00` });
    assert.deepEqual(injected, { ...carrier });
    assert.deepEqual(spans.spans, []);
  },
  'an unsampled span continues the trace of its parent'() {
    recordSpans({ sampler: new AlwaysOffSampler() });
    const inner = inSpan('outer', () => inSpan('inner', { parent: () => cause(0) }, (span) => span.spanContext()));
    assert.equal(inner.traceId, cause(0).traceId);
  },
  'without a context manager, a method has its span and guard'({ spans }) {
    removeContextManager();
    assert.equal(orders.guarded()[0], 'started');
    assert.deepEqual(names(spans), [nameOf(Orders, 'guarded')]);
  },
};
