/** The origin: every stage is linked to the cause of its run. */
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { cause, type Message, message } from '../fixtures/spans';
import { application, Loan } from './loan';

const recorder = recordSpans();
useLedger(new MemoryLedger());
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

interface Order extends Message {
  readonly id: string;
}

@Workflow({ name: 'orders', run: (order: Order) => order.id })
class Orders {
  @Stage({ origin: (order: Order) => order })
  async place(_order: Order): Promise<void> {}

  @Stage()
  async ship(_order: Order): Promise<void> {}

  @Stage({ origin: (_order: Order, messages: Iterable<Message>) => messages as never })
  async placeAll(_order: Order, messages: Iterable<Message>): Promise<number> {
    return [...messages].length;
  }
}

test('every later stage is linked to the first span of the run as its origin', async () => {
  const loan = new Loan();
  const seven = application();
  await loan.submit(seven);
  await loan.underwrite(seven);
  await loan.approve(seven);
  for (const name of ['Loan.underwrite', 'Loan.approve'])
    expect(recorder.span(name)).toLinkTo(recorder.span('Loan.submit'), { relation: 'origin' });
  expect(recorder.span('Loan.approve')).toHaveLinkCount(2);
});

test('the first span of a run is linked to as previous and as origin if it is both', async () => {
  const loan = new Loan();
  const seven = application();
  await loan.submit(seven);
  await loan.notify(seven);
  const [submit, notify] = [recorder.span('Loan.submit'), recorder.span('Loan.notify')];
  expect(notify).toLinkTo(submit, { relation: 'previous' });
  expect(notify).toLinkTo(submit, { relation: 'origin' });
});

test('a run that a message started has the message as its origin, for all of its stages', async () => {
  const order = { id: '1', ...message(0) };
  await new Orders().place(order);
  await new Orders().ship(order);
  for (const name of ['Orders.place', 'Orders.ship'])
    expect(recorder.span(name)).toLinkTo(cause(0), { relation: 'origin' });
  expect(recorder.span('Orders.ship')).toLinkTo(recorder.span('Orders.place'), { relation: 'previous' });
  expect(recorder.span('Orders.ship')).not.toLinkTo(recorder.span('Orders.place'), { relation: 'origin' });
});

test('the origin of a run is the one of its first attempt, whatever a retry has', async () => {
  await new Orders().place({ id: '2', ...message(0) });
  await new Orders().place({ id: '2', ...message(1) });
  const [, retry] = recorder.named('Orders.place');
  expect(retry).toLinkTo(cause(0), { relation: 'origin' });
  expect(retry).not.toLinkTo(cause(1));
});

test('trace state travels with the origin', async () => {
  const order = { id: '3', headers: { ...message(0).headers, tracestate: 'vendor=1' } };
  await new Orders().place(order);
  await new Orders().ship(order);
  expect(recorder.span('Orders.ship').links.map(({ context }) => context.traceState?.get('vendor'))).toContain('1');
});

test('an origin without a context is ignored', async () => {
  const order = { id: '4', headers: {} };
  await new Orders().place(order);
  await new Orders().ship(order);
  expect(recorder.span('Orders.place')).toHaveLinkCount(0);
  expect(recorder.span('Orders.ship')).toLinkTo(recorder.span('Orders.place'), { relation: 'origin' });
});

test('an iterator among the arguments of a stage is left to the method', async () => {
  const messages = [message(0), message(1)].values();
  await expect(new Orders().placeAll({ id: '5', headers: {} }, messages)).resolves.toBe(2);
});
