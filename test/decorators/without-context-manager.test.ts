/** Without a context manager, as `trace.setGlobalTracerProvider` alone leaves it, a call knows its own span. */
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { inSpan, LinkFrom, Span, SpanGuard, startSpan, traced } from 'spanlink';
import { SpanRecorder } from 'spanlink/testing';
import { deferred } from '../fixtures/deferred';
import { recordReports } from '../fixtures/reports';
import { cause, causeLink, linkTargets, type Message, message } from '../fixtures/spans';

const recorder = new SpanRecorder();
const reports = recordReports();
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [recorder] }));
beforeEach(() => recorder.reset());
afterEach(() => {
  expect(recorder.unfinished).toEqual([]);
  context.disable();
});
afterAll(() => trace.disable());

class Orders {
  readonly seen: SpanGuard[] = [];

  @Span()
  place(order: number, span = SpanGuard.current()): Record<string, string> {
    return span.link(cause(order)).setAttribute('order', order).carrier();
  }

  @LinkFrom(0)
  async ship(_from: Message, until: Promise<void>, span = SpanGuard.current()): Promise<void> {
    SpanGuard.current().setAttribute('sync', true);
    this.seen.push(span, SpanGuard.current());
    await until;
    this.seen.push(SpanGuard.current());
    span.setAttribute('late', true);
  }

  @Span()
  *items(span = SpanGuard.current()): Generator<string> {
    span.link(cause(0));
    for (const item of ['a', 'b']) {
      SpanGuard.current().addEvent(item);
      yield item;
    }
  }

  @Span()
  async *pages(span = SpanGuard.current()): AsyncGenerator<string> {
    for (const page of ['a', 'b']) {
      SpanGuard.current().addEvent(page);
      yield page;
      await Promise.resolve();
      expect(SpanGuard.current().state).toBe('disabled');
    }
    span.link(cause(0));
  }
}

test('inSpan gives its body the guard of its own span', () => {
  const carrier = inSpan('outer', (outer) => {
    inSpan('inner', (inner) => inner.link(cause(1)).setAttribute('is', 'inner'));
    expect(SpanGuard.current()).toBe(outer);
    return outer.link(cause(0)).setAttribute('is', 'outer').carrier();
  });
  const [outer, inner] = [recorder.span('outer'), recorder.span('inner')];
  expect(linkTargets(outer)).toEqual([causeLink(0)]);
  expect(linkTargets(inner)).toEqual([causeLink(1)]);
  expect([outer.attributes, inner.attributes]).toEqual([{ is: 'outer' }, { is: 'inner' }]);
  expect(carrier.traceparent).toContain(outer.spanContext().spanId);
});

test('a method finds its guard, and so does a function', () => {
  const carrier = new Orders().place(7);
  expect(carrier.traceparent).toContain(recorder.span('Orders.place').spanContext().spanId);
  expect(linkTargets(recorder.span('Orders.place'))).toEqual([causeLink(7)]);
  traced(() => SpanGuard.current().setAttribute('a', 1), { name: 'resize' })();
  expect(recorder.span('resize').attributes).toEqual({ a: 1 });
});

test('what a method calls before its first await is its child, and what it calls after is a root', async () => {
  await inSpan('outer', async () => {
    inSpan('before', () => undefined);
    await Promise.resolve();
    inSpan('after', () => undefined);
  });
  expect(recorder.span('before').parentSpanContext?.spanId).toBe(recorder.span('outer').spanContext().spanId);
  expect(recorder.span('after')).toBeRootSpan();
});

test('calls that run at the same time never get the guard of another', async () => {
  const orders = new Orders();
  const [first, second] = [deferred(), deferred()];
  const calls = [orders.ship(message(0), first.promise), orders.ship(message(1), second.promise)];
  expect(SpanGuard.current().state).toBe('disabled');
  second.resolve();
  await calls[1];
  inSpan('between', () => first.resolve());
  await calls[0];
  const [a, sameA, b, sameB, afterB, afterA] = orders.seen as [
    SpanGuard,
    SpanGuard,
    SpanGuard,
    SpanGuard,
    SpanGuard,
    SpanGuard,
  ];
  expect([sameA, sameB]).toEqual([a, b]);
  expect([afterA.state, afterB.state]).toEqual(['disabled', 'disabled']);
  const shipped = recorder.named('Orders.ship');
  expect(shipped.map(linkTargets)).toEqual([[causeLink(1)], [causeLink(0)]]);
  expect(shipped.map(({ attributes }) => attributes)).toEqual([
    { sync: true, late: true },
    { sync: true, late: true },
  ]);
});

test('a call that throws leaves nothing behind', () => {
  const fail = (): never => {
    throw new Error('thrown');
  };
  expect(() => inSpan('outer', () => inSpan('inner', fail))).toThrow('thrown');
  expect(SpanGuard.current().state).toBe('disabled');
  inSpan('next', () => undefined);
  expect(recorder.span('next')).toBeRootSpan();
});

test('generators find their guard in every step, and their consumers do not', async () => {
  for (const _ of new Orders().items()) expect(SpanGuard.current().state).toBe('disabled');
  for await (const _ of new Orders().pages()) expect(SpanGuard.current().state).toBe('disabled');
  expect(linkTargets(recorder.span('Orders.items'))).toEqual([causeLink(0)]);
  expect(recorder.span('Orders.items').events.map(({ name }) => name)).toEqual(['a', 'b']);
  // the second page is asked for by what the generator did before, and begins after an await
  expect(recorder.span('Orders.pages').events.map(({ name }) => name)).toEqual(['a']);
  expect(linkTargets(recorder.span('Orders.pages'))).toEqual([causeLink(0)]);
});

test('an adopted guard and one of startSpan belong to their own spans', () => {
  const guard = new SpanGuard().link(cause(1));
  new Orders().place(0, guard);
  expect(linkTargets(recorder.span('Orders.place'))).toEqual([causeLink(1), causeLink(0)]);
  const outer = startSpan('outer');
  outer.run((...args: unknown[]) => {
    expect(args).toEqual([]);
    expect(SpanGuard.current()).toBe(outer);
    inSpan('inner', () => undefined);
  });
  outer.complete();
  expect(recorder.span('inner').parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
});

test('a context manager that is registered later is used from then on, also inside a call', async () => {
  await inSpan('outer', async (outer) => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    await inSpan('inner', async (inner) => {
      await Promise.resolve();
      expect(SpanGuard.current()).toBe(inner);
    });
    expect(outer.state).toBe('started');
  });
  expect(recorder.span('inner').parentSpanContext?.spanId).toBe(recorder.span('outer').spanContext().spanId);
  context.with(trace.setSpanContext(context.active(), cause(5)), () => inSpan('below', () => undefined));
  expect(recorder.span('below').parentSpanContext?.spanId).toBe(cause(5).spanId);
});

test('that there is no context manager is said once, with what to do', () => {
  inSpan('once', () => undefined);
  inSpan('twice', () => undefined);
  const said = reports.filter((report) => report.includes('context manager'));
  expect(said).toEqual([expect.stringContaining('context.setGlobalContextManager(')]);
});
