/**
 * `@LinkFrom` on a parameter, under fake timers: they fake `queueMicrotask` too, and the method is traced all the same.
 */
import { LinkFrom } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, type Message, message } from '../../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterEach(() => void jest.useRealTimers());
afterAll(() => recorder.stop());

const fakes: [string, () => () => void][] = [
  ['fake timers', () => (jest.useFakeTimers(), () => undefined)],
  ['legacy fake timers', () => (jest.useFakeTimers({ legacyFakeTimers: true }), () => undefined)],
  [
    'a queueMicrotask and a Promise of a zone',
    () => {
      const { queueMicrotask, Promise: native } = globalThis;
      const { then } = native.prototype;
      globalThis.queueMicrotask = () => undefined;
      native.prototype.then = () => native.resolve() as never;
      return () => {
        globalThis.queueMicrotask = queueMicrotask;
        native.prototype.then = then;
      };
    },
  ],
];

test.each(fakes)('alone it opens a span under %s', async (_, fake) => {
  const restore = fake();
  class Orders {
    ship(@LinkFrom() _message: Message): void {}
  }
  restore();
  await Promise.resolve();
  new Orders().ship(message(0));
  expect(recorder.span('Orders.ship')).toLinkTo(cause(0));
});
