/** Private names and accessors, which only the standard decorator model has, and that model's types of methods. */
import { LinkFrom, Span, Traced } from 'spanlink';

interface Message {
  readonly headers: Record<string, string>;
}

export class Allowed {
  @Span()
  @LinkFrom((message: Message) => message)
  #hidden(message: Message): number {
    return Object.keys(message.headers).length;
  }

  @LinkFrom((message) => message)
  static async #later(message: Message): Promise<void> {}

  size(message: Message): number {
    void Allowed.#later(message);
    return this.#hidden(message);
  }

  // of overloads the implementation is what counts
  overloaded(count: number): number;
  overloaded(message: Message): string;
  @LinkFrom((message: Message | number) => (typeof message === 'number' ? null : message))
  overloaded(message: Message | number): number | string {
    return typeof message;
  }
}

export class Refused {
  // @ts-expect-error -- the private method has no such argument
  @LinkFrom((message: Message, other: Message) => other)
  #hidden(message: Message): void {}

  // @ts-expect-error -- an accessor is no method
  @Span()
  accessor value = 1;

  // @ts-expect-error -- nor is a getter that gives one
  @Span()
  get handler(): () => void {
    return () => this.#hidden({ headers: {} });
  }

  // @ts-expect-error -- parameters have no decorators in this model
  @LinkFrom({ relation: 'origin' })
  process(message: Message): void {}
}

// a class expression
export const Expression =
  @Traced()
  class {
    place(): void {}
  };
