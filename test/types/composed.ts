/** Decorators are made of ours as of any others: kept, called by hand, or given to what composes them. */
import { LinkFrom, Span, Traced } from 'spanlink';

interface Message {
  readonly headers: Record<string, string>;
}

/** As NestJS types what composes decorators, by TypeScript's own interfaces. */
declare function applyDecorators(
  ...decorators: (ClassDecorator | MethodDecorator | PropertyDecorator)[]
): MethodDecorator & ClassDecorator;

export const composed = applyDecorators(
  Span(),
  Span('named', { root: true }),
  LinkFrom(0, { relation: 'batch_item' }),
  Traced(),
);
export const selecting: MethodDecorator = LinkFrom((message: Message) => message);
export const ofParameter: ParameterDecorator = LinkFrom({ relation: 'origin' });

const consumer = LinkFrom((message: Message) => message, { relation: 'origin' });
const named = (name: string) =>
  Span(name, { attributes: (message: Message) => ({ size: Object.keys(message.headers).length }) });

export class Consumers {
  @consumer
  @named('orders')
  handle(message: Message, attempt: number): number {
    return attempt;
  }

  // @ts-expect-error -- what was kept is checked as well
  @consumer
  other(count: number): void {}
}

/** A decorator of an application, in the legacy model. */
export function Consumer(topic: string) {
  return <T>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<T>): void => {
    Span(topic)(target, key, descriptor);
    consumer(target, key, descriptor);
  };
}

/** The same in the standard model. */
export function consumerOf(topic: string) {
  return <This, Method extends (message: Message) => unknown>(
    method: Method,
    context: ClassMethodDecoratorContext<This, Method>,
  ): void => {
    Span(topic)(method, context);
    consumer(method, context);
  };
}
