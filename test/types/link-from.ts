/** `@LinkFrom` on methods: its selector's parameters are known from the method, or fit it. In both decorator models. */
import { LinkFrom, type LinkSource, SpanGuard } from 'spanlink';

interface Message {
  readonly headers: Record<string, string>;
  readonly id: string;
}
interface Item {
  readonly traceparent: string;
}
interface Total {
  readonly amount: number;
}

export class Allowed {
  readonly name = 'orders';
  readonly last: Message | undefined = undefined;

  @LinkFrom((message: Message, items: Item[]) => [message, ...items])
  all(message: Message, items: Item[]): void {}

  @LinkFrom((message: Message) => message)
  fewer(message: Message, items: Item[], total: Total): void {}

  // types that are not annotated are inferred from the method
  @LinkFrom((message, items) => [message, ...items])
  unannotated(message: Message, items: Item[]): void {}

  @LinkFrom((message) => message?.headers)
  unannotatedOptional(message?: Message): void {}

  @LinkFrom(() => null)
  none(total: Total): void {}

  @LinkFrom((source: { headers: unknown }) => source)
  wider(message: Message): void {}

  @LinkFrom((message?: Message) => message)
  optional(message?: Message): void {}

  @LinkFrom((message?: Message) => message)
  optionalOfRequired(message: Message): void {}

  @LinkFrom((message: Message) => message)
  withDefault(message: Message, span = SpanGuard.current()): void {}

  @LinkFrom((first: Message, ...others: Message[]) => [first, ...others])
  rest(first: Message, ...others: Message[]): void {}

  @LinkFrom((...all: unknown[]) => all as LinkSource)
  anything(message: Message, total: Total): void {}

  @LinkFrom(function (this: Allowed, message: Message) {
    return [message, this.last];
  })
  withInstance(message: Message): void {}

  @LinkFrom((message: Message) => message, { relation: 'retry_of', attributes: (item, index) => ({ index }) })
  withOptions(message: Message): void {}

  @LinkFrom((message: Message) => message)
  static ofClass(message: Message): string {
    return message.id;
  }

  @LinkFrom((message: Message) => message)
  async later(message: Message): Promise<string> {
    return message.id;
  }

  @LinkFrom((message: Message) => message)
  *steps(message: Message): Generator<number, string, boolean> {
    yield 1;
    return message.id;
  }

  @LinkFrom((message: Message) => message)
  async *stepsLater(message: Message): AsyncGenerator<number> {
    yield 1;
  }

  @LinkFrom((message: Message) => message)
  private hidden(message: Message): void {}

  @LinkFrom((message: Message) => message)
  protected inherited(message: Message): never {
    throw new Error(message.id + String(this.hidden));
  }

  @LinkFrom((message: Message) => message)
  withThis(this: Allowed, message: Message): void {}

  @LinkFrom(0)
  guards(message: Message): message is Message & { id: '7' } {
    return message.id === '7';
  }

  @LinkFrom((message: Message) => message)
  asserts(message: Message): asserts message is Message & { id: '7' } {}

  @LinkFrom((message: Message) => message)
  itself(message: Message): this {
    return this;
  }

  @LinkFrom((message: Message) => message)
  generic<T extends Message>(message: T): T {
    return message;
  }

  @LinkFrom((messages: readonly Message[]) => messages)
  genericItems<T extends Message>(messages: T[]): T | undefined {
    return messages[0];
  }

  overloaded(message: Message): number;
  overloaded(message: string | Message): string;
  @LinkFrom((message: Message | string) => message)
  overloaded(message: Message | string): number | string {
    return typeof message;
  }

  @LinkFrom((message: Message) => message)
  'quoted name'(message: Message): void {}

  @LinkFrom((message: Message) => message)
  [Symbol.for('of a symbol')](message: Message): void {}
}

export class AllowedGeneric<T extends Message> {
  @LinkFrom((message: Message) => message)
  save(message: T): T {
    return message;
  }

  @LinkFrom((batch: Iterable<Message>) => batch)
  saveAll(batch: readonly T[]): void {}
}

export abstract class AllowedAbstract {
  @LinkFrom((message: Message) => message)
  handle(message: Message): void {
    this.handleSafely(message);
  }

  protected abstract handleSafely(message: Message): void;
}
