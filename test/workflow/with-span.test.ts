/** `@Stage` beside `@Span` and `@LinkFrom`, in any order: one span with the options of all. */
import { SpanKind } from '@opentelemetry/api';
import { LinkFrom, Span, SpanGuard, Traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { cause, causeLink, linkTargets, type Message, message } from '../fixtures/spans';

const recorder = recordSpans();
useLedger(new MemoryLedger());
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

let last = 0;
interface Order extends Message {
  readonly id: number;
}
const order = (n: number): Order => ({ id: ++last, ...message(n) });

@Workflow({ name: 'orders', run: (of: Order) => of.id })
class Orders {
  @Stage()
  @Span('below', { kind: SpanKind.CONSUMER, attributes: { by: 'span' } })
  @LinkFrom(0, { relation: 'triggered' })
  async outside(_of: Order): Promise<void> {}

  @LinkFrom(0, { relation: 'triggered' })
  @Span('above', { kind: SpanKind.CONSUMER, attributes: { by: 'span' } })
  @Stage()
  async inside(_of: Order): Promise<void> {}

  @Span({ attributes: { by: 'span' } })
  @Stage({ after: 'outside' })
  @LinkFrom(0)
  async between(_of: Order): Promise<string> {
    return SpanGuard.current().state;
  }

  @Stage({ links: (of: Order) => of })
  async linked(_of: Order): Promise<void> {}

  @Stage()
  @LinkFrom(1, { relation: 'batch_item' })
  async batch(_of: Order, _messages: Message[], guard?: SpanGuard): Promise<string | undefined> {
    guard?.setAttribute('adopted', true);
    return guard?.state;
  }
}
const orders = new Orders();

test.each([
  ['above @Span and @LinkFrom', 'outside', 'below'],
  ['below @Span and @LinkFrom', 'inside', 'above'],
] as const)('%s, a stage has one span', async (_, method, name) => {
  await orders[method](order(0));
  expect(recorder.spans).toHaveLength(1);
  const span = recorder.span(name);
  expect(span).toLinkTo(cause(0), { relation: 'triggered' });
  expect(span.kind).toBe(SpanKind.CONSUMER);
  expect(span.attributes).toMatchObject({ by: 'span', 'spanlink.stage.name': method, 'spanlink.stage.attempt': 1 });
});

test('a decorator between @Stage and @Span leaves one span, with the links of both', async () => {
  const seven = order(0);
  await orders.outside(seven);
  await expect(orders.between(seven)).resolves.toBe('started');
  expect(recorder.spans).toHaveLength(2);
  const span = recorder.span('Orders.between');
  expect(span).toLinkTo(cause(0));
  expect(span).toLinkTo(recorder.span('below'), { relation: 'previous' });
  expect(span.attributes).toMatchObject({ by: 'span', 'spanlink.stage.attempt': 1 });
});

test('@Stage takes the option links of @Span', async () => {
  await orders.linked(order(3));
  expect(linkTargets(recorder.span('Orders.linked'))).toEqual([causeLink(3)]);
});

test('a stage adopts a pending guard, whose links are there beside those of the run', async () => {
  const seven = order(0);
  await orders.linked(seven);
  const guard = new SpanGuard().link(message(5), { relation: 'origin' });
  await expect(orders.batch(seven, [message(6)], guard)).resolves.toBe('started');
  expect(guard.state).toBe('completed');
  const span = recorder.span('Orders.batch');
  expect(span).toLinkTo(cause(5), { relation: 'origin' });
  expect(span).toLinkTo(cause(6), { relation: 'batch_item' });
  expect(span).toLinkTo(recorder.span('Orders.linked'), { relation: 'previous' });
  expect(span.attributes).toMatchObject({ adopted: true });
});

test('a class with @Workflow and @Traced has one span for each stage', async () => {
  @Traced()
  @Workflow({ name: 'traced', run: () => 1 })
  class Both {
    @Stage()
    async stage(): Promise<void> {
      await this.helper();
    }

    async helper(): Promise<void> {}
  }
  await new Both().stage();
  expect(recorder.spans.map(({ name }) => name)).toEqual(['Both.helper', 'Both.stage']);
  expect(recorder.span('Both.stage').attributes).toMatchObject({ 'spanlink.stage.attempt': 1 });
});
