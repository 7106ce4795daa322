/** `SpanGuard.current()`: the handle on the innermost decorated method's span. */
import { setImmediate } from 'node:timers/promises';
import { propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import { formatLink, inSpan, LinkFrom, linksFrom, Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordCounts } from '../fixtures/reports';
import { cause, causeLink, linkTargets, type Message, message, messages } from '../fixtures/spans';

let recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Importer {
  @LinkFrom(0, { relation: 'batch_item' })
  async process(batch: Message[], span = SpanGuard.current()): Promise<string> {
    await setImmediate();
    span
      .link(message(7), { relation: 'origin' })
      .setAttribute('size', batch.length)
      .setAttributes({ done: true, tags: ['a'] });
    span.addEvent('found', { at: 1 }).addEvent('bare');
    return span.state;
  }

  @Span()
  outer(inner: () => unknown): SpanGuard {
    inner();
    return SpanGuard.current();
  }

  @Span()
  guard(): SpanGuard {
    return SpanGuard.current();
  }

  plain(): SpanGuard {
    return SpanGuard.current();
  }
}
const importer = new Importer();

test('SpanGuard.current() as a parameter’s default is the guard of the method’s own span', async () => {
  await expect(importer.process(messages(2))).resolves.toBe('started');
  const span = recorder.span('Importer.process');
  expect(span).toLinkTo(cause(0), { relation: 'batch_item' });
  expect(span).toLinkTo(cause(7), { relation: 'origin' });
  expect(span.attributes).toEqual({ size: 2, done: true, tags: ['a'] });
  expect(span.events).toMatchObject([{ name: 'found', attributes: { at: 1 } }, { name: 'bare' }]);
});

test('SpanGuard.current() is the innermost decorated method’s, in its callees too', () => {
  const seen: SpanGuard[] = [];
  const outer = importer.outer(() => seen.push(importer.plain(), importer.guard(), importer.plain()));
  const [before, inner, after] = seen;
  expect(before).toBe(outer);
  expect(after).toBe(outer);
  expect(inner).not.toBe(outer);
});

test('SpanGuard.current() returns the same guard each time', async () => {
  await inSpan('block', async (span) => {
    expect(SpanGuard.current()).toBe(span);
    await setImmediate();
    expect(SpanGuard.current()).toBe(span);
  });
});

test('SpanGuard.current() inside a span made by hand is still the decorated method’s', () => {
  inSpan('ours', (guard) =>
    trace.getTracer('test').startActiveSpan('by hand', (span) => {
      SpanGuard.current().link(message(0));
      expect(SpanGuard.current()).toBe(guard);
      span.end();
    }),
  );
  expect(recorder.span('ours')).toHaveLinkCount(1);
  expect(recorder.span('by hand')).toHaveLinkCount(0);
});

test('SpanGuard.current() outside of decorated methods is disabled: it accepts everything and does nothing', () => {
  const guard = importer.plain();
  expect(guard.state).toBe('disabled');
  guard.link(message(0)).setAttribute('a', 1).setAttributes({}).addEvent('event').fail(new Error('failed'));
  expect(guard.run(() => 7)).toBe(7);
  expect(guard.complete()).toBe(false);
  expect(guard.span.isRecording()).toBe(false);
  expect(linksFrom(guard)).toEqual([]);
  expect(guard.carrier()).toEqual({});
  expect(recorder.spans).toEqual([]);
});

test('a disabled guard returns the carrier of the active span', () => {
  trace.getTracer('test').startActiveSpan('by hand', (span) => {
    expect(linksFrom(SpanGuard.current().carrier())).toMatchObject([
      { context: { spanId: span.spanContext().spanId } },
    ]);
    span.end();
  });
});

test('a guard knows its span, and the span’s context', () => {
  inSpan('block', (guard) => {
    expect(guard.span).toBe(trace.getActiveSpan());
    expect(guard.spanContext()).toBe(guard.span.spanContext());
    guard.span.updateName('renamed');
  });
  expect(recorder.span('renamed')).toBeRootSpan();
});

test('a guard’s carrier leads a consumer to its span', () => {
  const carrier = inSpan('producer', (guard) => guard.carrier());
  inSpan('consumer', { links: carrier }, () => undefined);
  expect(recorder.span('consumer')).toLinkTo(recorder.span('producer'));
});

test('a guard’s carrier is W3C’s if the application’s propagator throws, and the error reaches nobody', async () => {
  const counts = recordCounts();
  const inject = (): never => {
    throw new Error('inject');
  };
  propagation.disable();
  propagation.setGlobalPropagator({ inject, extract: (from) => from, fields: () => [] });
  const [carrier, own] = inSpan('producer', (guard) => [guard.carrier(), guard.spanContext()] as const);
  propagation.disable();
  recorder = recordSpans();
  expect(carrier).toEqual({ traceparent: `00-${formatLink(own)}-01` });
  expect(await counts()).toEqual({ 'spanlink.callback.errors': 1 });
});

test('a guard’s carrier is W3C’s if the application’s propagator writes nothing', () => {
  propagation.disable();
  const headers = { ...message(0).headers, tracestate: 'vendor=1' };
  const carrier = inSpan('producer', { parent: () => headers }, (guard) => guard.carrier());
  recorder = recordSpans();
  expect(carrier).toMatchObject({ tracestate: 'vendor=1' });
  expect(carrier.traceparent).toMatch(new RegExp(`^00-${cause(0).traceId}-[0-9a-f]{16}-01$`));
});

test('a completed guard is a source in another trace, and refuses further changes', () => {
  const guard = importer.guard();
  expect(guard.state).toBe('completed');
  inSpan('next', { links: [guard] }, () => undefined);
  expect(recorder.span('next')).toLinkTo(recorder.span('Importer.guard'));
  expect(recorder.span('next').spanContext().traceId).not.toBe(guard.spanContext().traceId);
  guard.link(message(0)).setAttribute('late', 1).addEvent('late').fail(new Error('late'));
  expect(recorder.span('Importer.guard')).toMatchObject({
    links: [],
    attributes: {},
    events: [],
    status: { code: SpanStatusCode.UNSET },
  });
  expect(guard.carrier()).toHaveProperty('traceparent');
  expect(guard.complete()).toBe(false);
});

test('work that a completed guard runs is a child of its span', () => {
  const guard = importer.guard();
  guard.run(() => inSpan('late child', () => undefined));
  expect(recorder.span('late child')).toBeChildOf(recorder.span('Importer.guard'));
});

test('completing a guard in the method ends the span there, once', () => {
  inSpan('block', (guard) => {
    expect([guard.complete(), guard.complete()]).toEqual([true, false]);
    expect(recorder.spans).toHaveLength(1);
  });
  expect(recorder.spans).toHaveLength(1);
});

test('a guard that links many sources one by one keeps their order, and each once', () => {
  inSpan('block', (guard) => [0, 1, 0, 2, 1].forEach((n) => guard.link(message(n))));
  expect(linkTargets(recorder.span('block'))).toEqual([0, 1, 2].map(causeLink));
});
