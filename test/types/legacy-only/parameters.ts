/** `@LinkFrom` on parameters, which only the legacy decorator model has, and that model's types of methods. */
import { LinkFrom, Span, Traced } from 'spanlink';

interface Message {
  readonly headers: Record<string, string>;
}

export class Allowed {
  process(@LinkFrom() message: Message, @LinkFrom({ relation: 'batch_item' }) ...others: Message[]): void {}

  @Span()
  static ofClass(@LinkFrom({ attributes: (_item, index) => ({ index }) }) messages: Message[]): void {}

  @LinkFrom((first: Message) => first)
  both(first: Message, @LinkFrom() second?: Message): void {}

  // every overload accepts the parameters of the selector
  overloaded(message: Message): number;
  overloaded(message: Message & { id: string }): string;
  @LinkFrom((message: Message) => message)
  overloaded(message: Message): number | string {
    return Object.keys(message.headers).length;
  }
}

export class Refused {
  // @ts-expect-error -- the parameter is the source; there is nothing to select
  selected(@LinkFrom((message: Message) => message) message: Message): void {}

  // @ts-expect-error -- its place is known
  byPlace(@LinkFrom(0) message: Message): void {}

  // @ts-expect-error -- a parameter has no span; that is @Span on its method
  span(@Span() message: Message): void {}

  // @ts-expect-error -- nor is it a class
  traced(@Traced() message: Message): void {}

  // one overload does not accept the parameters of the selector
  overloaded(count: number): number;
  overloaded(message: Message): string;
  // @ts-expect-error -- the first one
  @LinkFrom((message: Message) => message)
  overloaded(value: unknown): unknown {
    return value;
  }
}

/** Mistakes that no type can show. */
export class Holes {
  // whether the parameter holds a context
  total(@LinkFrom() amount: number): void {}

  // a constructor has no span: refused when the class is defined
  constructor(@LinkFrom() message: Message) {}

  // a getter may return a method
  @Span()
  get handler(): () => void {
    return () => {};
  }
}
