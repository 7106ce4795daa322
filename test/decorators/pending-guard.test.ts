/** A guard of one's own collects links before the span exists, and a decorated method adopts it. */
import { inSpan, LinkFrom, linksFrom, Span, SpanGuard, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, causeLink, linkTargets, type Message, message, messages } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Importer {
  @Span()
  process(_batch: unknown, guard: SpanGuard): string {
    return guard === SpanGuard.current() ? guard.state : 'another';
  }

  @LinkFrom(0)
  linked(_from: Message, _guard: SpanGuard): void {}

  @Span()
  hands(guard: SpanGuard): string {
    return this.process([], guard);
  }

  @Span()
  optional(_batch: unknown, span: SpanGuard = SpanGuard.current()): string {
    return span.state;
  }

  @Span()
  two(_one: SpanGuard, _other: SpanGuard): void {}

  @Span()
  async later(guard: SpanGuard): Promise<string> {
    await Promise.resolve();
    return guard.state;
  }

  @Span()
  *steps(guard: SpanGuard): Generator<string> {
    yield guard.state;
  }
}
const importer = new Importer();

test('a pending guard is adopted, started and completed', () => {
  const guard = new SpanGuard();
  expect(guard.state).toBe('pending');
  expect(importer.process([], guard)).toBe('started');
  expect(guard.state).toBe('completed');
  expect(guard.spanContext()).toEqual(recorder.span('Importer.process').spanContext());
});

test('a pending guard’s links are there when the span starts, after those of the arguments', () => {
  importer.linked(message(0), new SpanGuard().link(message(1), { relation: 'origin' }).link(messages(3)));
  const span = recorder.span('Importer.linked');
  expect(linkTargets(span)).toEqual([0, 1, 2].map(causeLink));
  expect(span).toLinkTo(cause(1), { relation: 'origin' });
});

test('a pending guard keeps attributes, events and names until the span starts', () => {
  const before = Date.now();
  const guard = new SpanGuard()
    .setAttribute('a', 1)
    .setAttributes({ b: 2 })
    .addEvent('waiting', { since: 1 })
    .fail(new Error('before'));
  importer.process([], guard);
  const { attributes, events, status } = recorder.span('Importer.process');
  expect(attributes).toEqual({ a: 1, b: 2, 'error.type': 'Error' });
  expect(events.map(({ name }) => name)).toEqual(['waiting', 'exception']);
  const [seconds, nanos] = (events[0] as unknown as { time: [number, number] }).time;
  expect(seconds * 1000 + nanos / 1e6).toBeGreaterThanOrEqual(before);
  expect(status.message).toBe('before');
});

test('a pending guard is no source, has no carrier, and runs a body as it is', () => {
  const guard = new SpanGuard();
  expect(linksFrom(guard)).toEqual([]);
  expect(guard.carrier()).toEqual({});
  expect(guard.run(() => 7)).toBe(7);
  expect(guard.span.isRecording()).toBe(false);
  expect(guard.complete()).toBe(false);
});

test('a guard that was completed before its start is disabled, and is not adopted', () => {
  const guard = new SpanGuard().link(message(0));
  guard.complete();
  expect(guard.state).toBe('disabled');
  expect(importer.process([], guard)).toBe('another');
  expect(recorder.span('Importer.process')).toHaveLinkCount(0);
});

test('a pending guard is adopted by the first method that gets it, and not by those after it', () => {
  const guard = new SpanGuard().link(message(0));
  expect(importer.hands(guard)).toBe('another');
  importer.process([], guard);
  expect(recorder.spans.map((span) => [span.name, span.links.length])).toEqual([
    ['Importer.process', 0],
    ['Importer.hands', 1],
    ['Importer.process', 0],
  ]);
});

test('a parameter’s default guard gives way to a pending guard', () => {
  expect(importer.optional([])).toBe('started');
  expect(importer.optional([], new SpanGuard().link(message(0)))).toBe('started');
  expect(recorder.spans.map(({ links }) => links.length)).toEqual([0, 1]);
});

test('the first of two pending guards among the arguments is adopted', () => {
  const [one, other] = [new SpanGuard().link(message(0)), new SpanGuard().link(message(1))];
  importer.two(one, other);
  expect([one.state, other.state]).toEqual(['completed', 'pending']);
  importer.two(other, one);
  expect(recorder.spans.map(linkTargets)).toEqual([[causeLink(0)], [causeLink(1)]]);
});

test('async methods, generators and traced functions adopt a pending guard as well', async () => {
  await expect(importer.later(new SpanGuard().link(message(0)))).resolves.toBe('started');
  expect([...importer.steps(new SpanGuard().link(message(1)))]).toEqual(['started']);
  expect(traced((guard: SpanGuard) => guard.state, { name: 'plain' })(new SpanGuard().link(message(2)))).toBe(
    'started',
  );
  expect(recorder.spans.map(linkTargets)).toEqual([0, 1, 2].map((n) => [causeLink(n)]));
});

test('a pending guard stays without a span in a generator that is never started', () => {
  const guard = new SpanGuard().link(message(0));
  importer.steps(guard).return(undefined);
  expect(guard.state).toBe('disabled');
  expect(recorder.spans).toEqual([]);
});

test('a pending guard inside of an argument is not adopted', () => {
  const guard = new SpanGuard();
  traced((_options: unknown) => undefined, { name: 'nested' })({ guard });
  expect(guard.state).toBe('pending');
  guard.complete();
});

test('a pending guard that was created in a span is still its adopter’s', () => {
  inSpan('outer', () => importer.process([], new SpanGuard().link(message(0))));
  expect(recorder.span('Importer.process')).toBeChildOf(recorder.span('outer'));
  expect(recorder.span('outer')).toHaveLinkCount(0);
});
