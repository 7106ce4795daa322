/** The standard model decorates private methods too. */
import { LinkFrom, Span } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, type Message, message } from '../../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Orders {
  static #created = 0;
  readonly #prefix = 'order';

  @LinkFrom(0)
  #place(_from: Message, id: string): string {
    return `${this.#prefix} ${id}`;
  }

  @Span()
  static #create(): number {
    return ++this.#created;
  }

  place(id: string): string {
    return this.#place(message(0), id);
  }

  static create(): number {
    return this.#create();
  }
}

test('a private method has its span and links', () => {
  expect(new Orders().place('7')).toBe('order 7');
  expect(recorder.span('Orders.#place')).toLinkTo(cause(0));
});

test('a private static method has its span', () => {
  expect(Orders.create()).toBe(1);
  expect(recorder.span('Orders.#create')).toBeRootSpan();
});
