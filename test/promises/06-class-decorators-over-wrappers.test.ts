/** Promise 6: a decorator of a class finds the methods that ours have below wrappers of somebody else. */
import { SpanKind } from '@opentelemetry/api';
import { LinkFrom, Span, Traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { foreign } from '../fixtures/decorators';
import { cause, type Message, message } from '../fixtures/spans';

const recorder = recordSpans();
useLedger(new MemoryLedger());
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const Wrapped = () =>
  foreign(
    (method) =>
      function (this: unknown, ...args: unknown[]) {
        return method.apply(this, args);
      },
  );

@Traced({ kind: SpanKind.SERVER })
class Orders {
  @Wrapped()
  @Span('mine')
  place(): void {}

  @Wrapped()
  @LinkFrom(0)
  ship(_message: Message): void {}

  @Wrapped()
  @Span('stored')
  static store(): void {}

  @Wrapped()
  plain(): void {}
}

class Urgent extends Orders {
  @Wrapped()
  @Span('urgent')
  override place(): void {
    super.place();
  }
}

@Workflow({ name: 'order', run: (run: string) => run })
class Process {
  @Wrapped()
  @Stage()
  async submit(_run: string): Promise<void> {}

  @Stage({ after: 'submit' })
  async approve(_run: string): Promise<void> {}
}

test('@Traced gives a method below a wrapper one span, with the options of the class', () => {
  const orders = new Orders();
  orders.place();
  orders.ship(message(0));
  Orders.store();
  orders.plain();
  expect(recorder.spans.map(({ name, kind }) => [name, kind])).toEqual(
    ['mine', 'Orders.ship', 'stored', 'Orders.plain'].map((name) => [name, SpanKind.SERVER]),
  );
  expect(recorder.span('Orders.ship')).toLinkTo(cause(0));
});

test('a method that overrides another has a span beside that of the other', () => {
  new Urgent().place();
  expect(recorder.spans.map(({ name }) => name)).toEqual(['mine', 'urgent']);
});

test('@Workflow finds the stages below wrappers, which others name', async () => {
  const process = new Process();
  await process.submit('7');
  await process.approve('7');
  expect(recorder.span('Process.approve')).toLinkTo(recorder.span('Process.submit'), { relation: 'previous' });
});
