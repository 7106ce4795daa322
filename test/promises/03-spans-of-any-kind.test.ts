/** Promise 3: an SDK, a context or a mock of another kind changes neither results nor our bookkeeping. */
import {
  type Context,
  context,
  createContextKey,
  createTraceState,
  INVALID_SPAN_CONTEXT,
  type Link,
  propagation,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span as OtelSpan,
  type SpanContext,
  type SpanOptions,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { inSpan, Span, SpanGuard } from 'spanlink';
import { recordSpans, type SpanRecorder } from 'spanlink/testing';
import { runStage } from 'spanlink/workflow';
import { recordCounts, recordReports } from '../fixtures/reports';

let recorder: SpanRecorder;
beforeEach(() => (recorder = recordSpans()));
afterEach(() => recorder.stop());

const remote: SpanContext = { traceId: 'ca'.repeat(16), spanId: 'fe'.repeat(8), traceFlags: 1 };

class Orders {
  @Span()
  place(order: number): number {
    return order;
  }

  @Span()
  fail(error: unknown): never {
    throw error;
  }

  @Span({ linkCaller: 'both' })
  trigger(): SpanGuard {
    return SpanGuard.current();
  }

  @Span({ linkCaller: 'both' })
  triggerInner(): void {
    new Orders().place(1);
  }

  @Span()
  async *pages(): AsyncGenerator<number> {
    yield 1;
  }
}

/** Registers a provider, whose tracer starts what `start` returns. */
function provide(start: (options: SpanOptions) => unknown): void {
  trace.disable();
  const tracer = { startSpan: (_: string, options: SpanOptions) => start(options) } as unknown as Tracer;
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
}

const kinds: [string, () => unknown][] = [
  ['nothing, as a mock does', () => undefined],
  ['null', () => null],
  ['a text', () => 'span'],
  ['an object without methods', () => ({})],
  ['a span with nothing but end', () => ({ end: () => undefined })],
  [
    'a span whose methods throw',
    () =>
      new Proxy(
        {},
        {
          get: () => () => {
            throw new Error('broken span');
          },
        },
      ),
  ],
  [
    'a span whose members throw',
    () =>
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('broken span');
          },
        },
      ),
  ],
];

describe('a tracer that starts', () => {
  test.each(kinds)('%s changes neither results nor errors', async (_, start) => {
    provide(start);
    const orders = new Orders();
    const error = new Error('declined');
    expect(orders.place(7)).toBe(7);
    expect(() => orders.fail(error)).toThrow(error);
    const pages: number[] = [];
    for await (const page of orders.pages()) pages.push(page);
    expect(pages).toEqual([1]);
    expect(await inSpan('work', async (span) => span.link(remote).setAttribute('a', 1) && 7)).toBe(7);
    expect(typeof orders.trigger().spanContext().traceId).toBe('string');
    expect(inSpan('work', () => inSpan('inner', { linkCaller: 'both' }, (span) => typeof span.carrier()))).toBe(
      'object',
    );
    expect(await inSpan('work', () => runStage({ workflow: 'loan', run: '1', stage: 'check' }, () => 7))).toBe(7);
  });

  test('a span without isRecording has it ended, and described', () => {
    const calls: string[] = [];
    const record = (name: string) => (): void => void calls.push(name);
    provide(() => ({ setAttributes: record('setAttributes'), end: record('end') }));
    inSpan('work', (span) => void span.setAttributes({ a: 1 }));
    expect(calls).toEqual(['setAttributes', 'end']);
  });
});

describe('a link from the caller to its effect', () => {
  test('that the caller’s span cannot take leaves the effect its span, with its children below it', () => {
    const caller = { spanContext: () => remote, isRecording: () => true } as unknown as OtelSpan;
    context.with(trace.setSpan(ROOT_CONTEXT, caller), () => new Orders().triggerInner());
    expect(recorder.span('Orders.place')).toBeChildOf(recorder.span('Orders.triggerInner'));
    expect(recorder.span('Orders.triggerInner')).toLinkTo(remote, { relation: 'caller' });
  });

  test('is counted where the caller’s SDK drops it past its limit', async () => {
    const counts = recordCounts();
    const tracer = new NodeTracerProvider({ spanLimits: { linkCountLimit: 2 } }).getTracer('other');
    const caller = tracer.startSpan('caller');
    context.with(trace.setSpan(ROOT_CONTEXT, caller), () => {
      for (let n = 0; n < 5; n++) new Orders().trigger();
    });
    expect(await counts()).toMatchObject({ 'spanlink.links.dropped': 3 });
  });
});

test('a link after the application itself ended the span is refused and counted', async () => {
  const counts = recordCounts();
  const reports = recordReports();
  inSpan('work', (span) => {
    span.span.end();
    span.link(remote);
  });
  expect(await counts()).toMatchObject({ 'spanlink.links.late': 1 });
  expect(reports.join()).toContain('came after the end of the span');
});

test('a guard is completed once the application itself ended the span, and tells the SDK nothing more', () => {
  const reports = recordReports();
  const error = new Error('declined');
  const work = (): unknown =>
    inSpan('work', (span) => {
      span.span.end();
      expect(span.state).toBe('completed');
      span.setAttribute('a', 1).addEvent('late').fail(error);
      throw error;
    });
  expect(work).toThrow(error);
  expect(reports).toEqual([]);
  expect(recorder.span('work').attributes).toEqual({});
});

test('a second delegate of the API’s provider gets the spans that come after it', () => {
  const proxy = new ProxyTracerProvider();
  trace.disable();
  trace.setGlobalTracerProvider(proxy);
  const names: string[] = [];
  const delegate = (name: string): { getTracer: () => Tracer } => ({
    getTracer: () => ({ startSpan: () => (names.push(name), trace.wrapSpanContext(remote)) }) as unknown as Tracer,
  });
  const api = trace.getTracerProvider() as ProxyTracerProvider;
  api.setDelegate(delegate('first'));
  new Orders().place(1);
  api.setDelegate(delegate('second'));
  new Orders().place(1);
  expect(names).toEqual(['first', 'second']);
});

describe('a context of another library', () => {
  const TENANT = createContextKey('tenant');
  /** Learns of spans by its own `setValue`, as those of agents do. */
  class AgentContext implements Context {
    constructor(
      readonly values: ReadonlyMap<symbol, unknown>,
      readonly transaction: string,
    ) {}

    getValue(key: symbol): unknown {
      return this.values.get(key);
    }

    setValue(key: symbol, value: unknown): Context {
      return new AgentContext(new Map(this.values).set(key, value), this.transaction);
    }

    deleteValue(key: symbol): Context {
      return this.setValue(key, undefined);
    }
  }
  const agent = new AgentContext(new Map([[TENANT, 7]]), 'GET /orders');
  const seen = (): unknown => {
    const active = context.active();
    return [(active as AgentContext).transaction, active.getValue(TENANT), trace.getSpan(active)?.spanContext().spanId];
  };

  test('stays one of that library inside every decorated method, with the span in it', () => {
    const inside = context.with(agent, () => inSpan('outer', () => [seen(), inSpan('inner', seen)]));
    const [outer, inner] = [recorder.span('outer'), recorder.span('inner')];
    expect(inside).toEqual([
      ['GET /orders', 7, outer.spanContext().spanId],
      ['GET /orders', 7, inner.spanContext().spanId],
    ]);
    expect(inner).toBeChildOf(outer);
  });

  test('gives the guard of the innermost method', () => {
    const guards = context.with(agent, () => inSpan('outer', () => [SpanGuard.current(), new Orders().trigger()]));
    expect(guards.map((guard) => guard.spanContext().spanId)).toEqual([
      recorder.span('outer').spanContext().spanId,
      recorder.span('Orders.trigger').spanContext().spanId,
    ]);
  });
});

describe('a carrier', () => {
  test('has a W3C traceparent beside the headers of a propagator of another format', () => {
    propagation.disable();
    propagation.setGlobalPropagator({
      inject: (active, carrier: Record<string, string>) => {
        // as Sentry's, which looks at the active context alone
        if (context.active() === active) carrier['x-own'] = trace.getSpan(active)?.spanContext().spanId as string;
      },
      extract: (active) => active,
      fields: () => ['x-own'],
    });
    const guard = inSpan('work', (span) => span);
    const { traceId, spanId } = guard.spanContext();
    expect(guard.carrier()).toEqual({ 'x-own': spanId, traceparent: `00-${traceId}-${spanId}-01` });
  });

  test('is left to a propagator that writes W3C headers', () => {
    propagation.disable();
    propagation.setGlobalPropagator({
      inject: (_, carrier: Record<string, string>) => void (carrier.traceparent = 'its own'),
      extract: (active) => active,
      fields: () => ['traceparent'],
    });
    expect(inSpan('work', (span) => span.carrier())).toEqual({ traceparent: 'its own' });
  });
});

test.each([
  ['root', { root: true }],
  ['linkCaller', { linkCaller: true }],
] as const)('the option %s asks the SDK for a root too, as its parents may not lie in the context', (_, options) => {
  const asked: SpanOptions[] = [];
  provide((given) => {
    asked.push(given);
    return trace.wrapSpanContext({ ...remote, traceState: createTraceState('a=1') });
  });
  inSpan('first', options, () => undefined);
  inSpan('child', () => undefined);
  expect(asked.map(({ root }) => root)).toEqual([true, undefined]);
});

test('an SDK that keeps the array of links it was given has each link once', () => {
  const kept: Link[][] = [];
  provide((given) => {
    const links = given.links ?? [];
    kept.push(links);
    return {
      spanContext: () => ({ ...remote, traceId: 'da'.repeat(16) }),
      isRecording: () => true,
      setAttributes: () => undefined,
      addLink: (link: Link) => void links.push(link),
      end: () => undefined,
    };
  });
  const other = { ...remote, spanId: 'ab'.repeat(8) };
  inSpan('work', { links: remote }, (span) => void span.link(other).link(remote));
  expect(kept.map((links) => links.map(({ context: { spanId } }) => spanId))).toEqual([[remote.spanId, other.spanId]]);
});

test.each([undefined, null, 'none'])('a span whose context is %p has an invalid one', (own) => {
  provide(() => ({ spanContext: () => own, isRecording: () => true, end: () => undefined }));
  expect(inSpan('work', (span) => span.spanContext())).toEqual(INVALID_SPAN_CONTEXT);
});

test('a link that the caller’s span does not take is counted as dropped, and the method has its own', async () => {
  const counts = recordCounts();
  const caller = {
    ...trace.wrapSpanContext(remote),
    spanContext: () => remote,
    addLink: () => JSON.parse('{') as never,
  };
  context.with(trace.setSpan(context.active(), caller as unknown as OtelSpan), () => new Orders().trigger());
  expect(recorder.span('Orders.trigger')).toLinkTo(remote, { relation: 'caller' });
  expect(await counts()).toEqual({ 'spanlink.links.dropped': 1, 'spanlink.callback.errors': 1 });
});
