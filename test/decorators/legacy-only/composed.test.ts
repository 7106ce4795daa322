/** In the legacy model, decorators are composed by functions that ignore their results. */
import 'reflect-metadata';
import { LinkFrom, Span, Traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, type Message, message } from '../../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

type Decorator = (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => unknown;

/** As NestJS does it. */
function applyDecorators(...decorators: unknown[]): MethodDecorator & ClassDecorator {
  return ((target: object, key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    for (const decorator of decorators as Decorator[]) {
      if (typeof target === 'function' && descriptor === undefined) decorator(target);
      else decorator(target, key, descriptor);
    }
  }) as MethodDecorator & ClassDecorator;
}

const Consumer = (topic: string) =>
  applyDecorators(Span(`consume ${topic}`), LinkFrom(0, { relation: 'origin' }), Reflect.metadata('topic', topic));

@applyDecorators(Traced())
class Orders {
  @Consumer('orders')
  consume(_message: Message): string {
    return 'done';
  }

  @Consumer('created')
  static create(_message: Message): void {}

  other(): void {}
}

test('a method with a composed decorator has its span and links', () => {
  expect(new Orders().consume(message(0))).toBe('done');
  Orders.create(message(1));
  expect(recorder.span('consume orders')).toLinkTo(cause(0), { relation: 'origin' });
  expect(recorder.span('consume created')).toLinkTo(cause(1), { relation: 'origin' });
  expect(recorder.spans).toHaveLength(2);
});

test('a class with a composed decorator has its spans', () => {
  new Orders().other();
  expect(recorder.span('Orders.other')).toBeRootSpan();
});

test('decorators work when they are applied by hand, as in JavaScript', () => {
  class Plain {
    work(_message: Message): void {}
  }
  const descriptor = Object.getOwnPropertyDescriptor(Plain.prototype, 'work') as TypedPropertyDescriptor<Plain['work']>;
  LinkFrom(0)(Plain.prototype, 'work', descriptor);
  Object.defineProperty(Plain.prototype, 'work', descriptor);
  new Plain().work(message(0));
  expect(recorder.span('Plain.work')).toLinkTo(cause(0));
});
