/** Promise 6: a wrapper between two decorators makes no second span where the runtime has no decorator metadata. */
import { LinkFrom, Span } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { foreign } from '../fixtures/decorators';
import { cause, type Message, message } from '../fixtures/spans';

const recorder = recordSpans();
afterAll(() => recorder.stop());

const Wrapped = () =>
  foreign(
    (method) =>
      (...args: unknown[]) =>
        method(...args),
  );

class Orders {
  @Span('placed')
  @Wrapped()
  @LinkFrom(0)
  place(_message: Message): void {}

  @Span('stored')
  @Wrapped()
  @LinkFrom(0)
  static store(_message: Message): void {}
}

test('the decorators of one method find each other by its place', () => {
  expect((Symbol as { metadata?: symbol }).metadata).toBeUndefined();
  new Orders().place(message(0));
  Orders.store(message(1));
  expect(recorder.spans.map(({ name }) => name)).toEqual(['placed', 'stored']);
  expect(recorder.span('placed')).toLinkTo(cause(0));
  expect(recorder.span('stored')).toLinkTo(cause(1));
});
