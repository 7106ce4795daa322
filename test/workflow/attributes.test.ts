/** The attributes of a stage's span. */
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { inSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { application, Loan } from './loan';

const recorder = recordSpans();
useLedger(new MemoryLedger());
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

@Workflow({ name: 'orders', run: (id: number) => id })
class Orders {
  readonly region = 'eu';

  @Stage({
    name: (id: number) => `place ${id}`,
    kind: SpanKind.CONSUMER,
    attributes(this: Orders, id: number) {
      return { 'order.id': id, region: this.region, 'spanlink.stage.name': 'mine' };
    },
    result: (value: unknown, id: number) => ({ result: String(value), of: id }),
  })
  async place(id: number): Promise<string> {
    return `placed ${id}`;
  }

  @Stage({
    name: 'orders.ship',
    attributes: { fixed: true },
    isError: (error: unknown) => !(error instanceof RangeError),
  })
  async ship(_id: number, error?: unknown): Promise<void> {
    if (error !== undefined) throw error;
  }

  @Stage()
  async [Symbol.for('sign')](_id: number): Promise<void> {}
}
const orders = new Orders();

test('a stage’s span has the attributes of its workflow, run, stage and attempt', async () => {
  const { id } = application();
  await new Loan().submit({ id });
  const span = recorder.span('Loan.submit');
  expect(span.attributes).toEqual({
    'spanlink.workflow.name': 'loan',
    'spanlink.workflow.run_id': id,
    'spanlink.stage.name': 'submit',
    'spanlink.stage.attempt': 1,
  });
  expect(span.kind).toBe(SpanKind.INTERNAL);
});

test('the span of a stage of many items has the attribute of its item', async () => {
  await new Loan().check(application(), 'fraud');
  expect(recorder.span('Loan.check').attributes).toMatchObject({ 'spanlink.stage.item': 'fraud' });
});

test('a run may be a number', async () => {
  await orders.ship(7);
  expect(recorder.span('orders.ship').attributes).toMatchObject({ 'spanlink.workflow.run_id': '7', fixed: true });
});

test('@Stage takes name, kind, attributes and result of @Span, which do not override its own attributes', async () => {
  await expect(orders.place(8)).resolves.toBe('placed 8');
  const span = recorder.span('place 8');
  expect(span.kind).toBe(SpanKind.CONSUMER);
  expect(span.attributes).toMatchObject({
    'order.id': 8,
    region: 'eu',
    'spanlink.stage.name': 'place',
    result: 'placed 8',
    of: 8,
  });
});

test('an error that isError excludes leaves the span as it is, and suspends the attempt', async () => {
  await expect(orders.ship(9, new RangeError('out of stock'))).rejects.toThrow('out of stock');
  await orders.ship(9);
  const [suspended, next] = recorder.named('orders.ship');
  expect(suspended?.status.code).toBe(SpanStatusCode.UNSET);
  expect(next).toLinkTo(suspended as never, { relation: 'previous' });
});

test('an error is recorded on the span as @Span would', async () => {
  await expect(orders.ship(10, new Error('lost'))).rejects.toThrow('lost');
  const span = recorder.span('orders.ship');
  expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'lost' });
  expect(span.events).toMatchObject([{ name: 'exception' }]);
});

test('a stage may be named by a symbol', async () => {
  await orders[Symbol.for('sign') as unknown as 'ship'](11);
  expect(recorder.span('Orders.[sign]').attributes).toMatchObject({ 'spanlink.stage.name': '[sign]' });
});

test('a span inside of a stage has none of its attributes', async () => {
  @Workflow({ name: 'outer', run: () => 1 })
  class Outer {
    @Stage()
    async work(): Promise<void> {
      inSpan('inner', () => undefined);
    }
  }
  await new Outer().work();
  expect(recorder.span('inner').attributes).toEqual({});
});
