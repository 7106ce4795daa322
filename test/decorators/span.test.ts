/** `@Span` makes a span for each call of a method. */
import { SpanKind } from '@opentelemetry/api';
import { Span } from 'spanlink';
import { recordSpans } from 'spanlink/testing';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Orders {
  @Span()
  place(id: string): string {
    return `order ${id}`;
  }

  @Span('ship', { kind: SpanKind.PRODUCER, attributes: (id: string) => ({ 'order.id': id }) })
  async ship(id: string): Promise<string> {
    await Promise.resolve();
    return this.place(id);
  }

  @Span('named')
  named(): void {}

  @Span({})
  empty(): void {}
}

test('a method has a span, and returns what it returned', () => {
  expect(new Orders().place('7')).toBe('order 7');
  expect(recorder.span('Orders.place')).toBeRootSpan();
});

test('a span inside a span is its child', async () => {
  await expect(new Orders().ship('7')).resolves.toBe('order 7');
  expect(recorder.span('Orders.place')).toBeChildOf(recorder.span('ship'));
});

test('@Span takes a name, options, both or nothing', () => {
  new Orders().named();
  new Orders().empty();
  void new Orders().ship('7');
  expect(recorder.spans.map(({ name }) => name)).toEqual(['named', 'Orders.empty']);
  expect(recorder.unfinished).toMatchObject([
    { name: 'ship', kind: SpanKind.PRODUCER, attributes: { 'order.id': '7' } },
  ]);
});

test('one decorator may stand on many methods, each of which keeps its own name', () => {
  const consumer = Span({ kind: SpanKind.CONSUMER });
  class Many {
    @consumer
    @Span({ attributes: { method: 1 } })
    one(): void {}

    @consumer
    other(): void {}
  }
  new Many().one();
  new Many().other();
  expect(recorder.spans).toMatchObject([
    { name: 'Many.one', kind: SpanKind.CONSUMER, attributes: { method: 1 } },
    { name: 'Many.other', kind: SpanKind.CONSUMER, attributes: {} },
  ]);
});

test('every call has a span of its own', () => {
  const orders = new Orders();
  for (const id of ['1', '2', '3']) orders.place(id);
  expect(new Set(recorder.spans.map((span) => span.spanContext().spanId)).size).toBe(3);
  expect(new Set(recorder.spans.map((span) => span.spanContext().traceId)).size).toBe(3);
});

test('spans are recorded under the package’s instrumentation scope', () => {
  new Orders().place('7');
  expect(recorder.span('Orders.place')).toMatchObject({ instrumentationScope: { name: 'spanlink' } });
});

test('a span takes as long as its method', async () => {
  await new Orders().ship('7');
  const [child, parent] = recorder.spans;
  expect(parent?.duration).not.toEqual([-1, -1]);
  expect(Number(child?.startTime[0])).toBeGreaterThanOrEqual(Number(parent?.startTime[0]));
});
