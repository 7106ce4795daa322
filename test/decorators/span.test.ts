/** `@Span` gives a method a span of its own. */
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { LinkFrom, linksFrom, Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';

const PRODUCER = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Orders {
  readonly #prefix = 'order ';

  @Span()
  place(id: string): string {
    return this.#prefix + id;
  }

  @Span('ship', { kind: SpanKind.PRODUCER, attributes: (id: string) => ({ 'order.id': id }) })
  async ship(id: string): Promise<string> {
    await Promise.resolve();
    return this.place(id);
  }

  @LinkFrom(0, { relation: 'batch_item' })
  @Span()
  async process(batch: { headers: Record<string, string> }[], span = SpanGuard.current()): Promise<number> {
    span.setAttribute('batch.size', batch.length);
    return batch.length;
  }

  @Span()
  fail(): never {
    throw new RangeError('too far');
  }

  @Span()
  *items(count: number): Generator<number, string> {
    for (let at = 0; at < count; at++) yield at;
    return 'done';
  }
}

test('a method has a span named for its class and itself, and returns what it returned', () => {
  expect(new Orders().place('7')).toBe('order 7');
  expect(recorder.span('Orders.place')).toBeRootSpan();
});

test('a span inside a span is its child', async () => {
  await expect(new Orders().ship('7')).resolves.toBe('order 7');
  const ship = recorder.span('ship');
  expect(ship).toMatchObject({ kind: SpanKind.PRODUCER, attributes: { 'order.id': '7' } });
  expect(recorder.span('Orders.place')).toBeChildOf(ship);
});

test('a batch links its span to each producer', async () => {
  await new Orders().process([{ headers: { traceparent: PRODUCER } }, { headers: {} }]);
  expect(recorder.span('Orders.process')).toLinkTo('0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331', { relation: 'batch_item' });
  expect(recorder.span('Orders.process').attributes['batch.size']).toBe(2);
});

test('an error ends the span and goes through', () => {
  expect(() => new Orders().fail()).toThrow('too far');
  expect(recorder.span('Orders.fail').status).toEqual({ code: SpanStatusCode.ERROR, message: 'too far' });
});

test('a generator has one span until its end', () => {
  expect([...new Orders().items(3)]).toEqual([0, 1, 2]);
  expect(recorder.spans).toHaveLength(1);
  expect(recorder.unfinished).toHaveLength(0);
});

test('a source without a context gives no link', () => {
  expect(linksFrom({ headers: {} })).toEqual([]);
});
