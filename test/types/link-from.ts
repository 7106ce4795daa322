/** `@LinkFrom` on methods: its selector's parameters are checked against the method's, in both decorator models. */
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

  // what is not annotated is known from the method
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

export class Refused {
  // @ts-expect-error -- the selector takes an argument that the method does not have
  @LinkFrom((message: Message, items: Item[]) => items)
  tooMany(message: Message): void {}

  // @ts-expect-error -- the argument is of another type
  @LinkFrom((message: Message) => message)
  wrongType(total: Total): void {}

  // @ts-expect-error -- the second one is
  @LinkFrom((message: Message, items: Item[]) => items)
  wrongSecond(message: Message, items: Total[]): void {}

  // @ts-expect-error -- the argument may be missing, as an unannotated one tells
  @LinkFrom((message) => message.headers)
  optional(message?: Message): void {}

  // @ts-expect-error -- so may one of rest parameters
  @LinkFrom((first, second) => second.headers)
  rest(...messages: (Message | undefined)[]): void {}

  // @ts-expect-error -- an unannotated argument is the method's
  @LinkFrom((total) => total)
  unannotated(total: Total): void {}

  // @ts-expect-error -- the compiler has no function that could stand in for a type guard; @LinkFrom(0) does
  @LinkFrom((message: Message) => message)
  guards(message: Message): message is Message & { id: '7' } {
    return message.id === '7';
  }

  // @ts-expect-error -- the type parameter may be anything
  @LinkFrom((message: Message) => message)
  generic<T>(message: T): T {
    return message;
  }

  // @ts-expect-error -- a promise holds no context; select what it gives
  @LinkFrom(async (message: Message) => message)
  promised(message: Message): void {}

  // @ts-expect-error -- a number is no source
  @LinkFrom((total: Total) => total.amount)
  noSource(total: Total): void {}

  // @ts-expect-error -- an object without headers or traceparent is none
  @LinkFrom((total: Total) => total)
  noCarrier(total: Total): void {}

  // @ts-expect-error -- a name is no place
  @LinkFrom('message')
  byName(message: Message): void {}

  // @ts-expect-error -- options alone are for parameters
  @LinkFrom({ relation: 'origin' })
  optionsAlone(message: Message): void {}

  // @ts-expect-error -- there is no such option
  @LinkFrom(0, { relations: 'origin' })
  unknownOption(message: Message): void {}

  // @ts-expect-error -- a getter is no method
  @LinkFrom(0)
  get getter(): string {
    return String(this);
  }

  // @ts-expect-error -- nor is a setter
  @LinkFrom(0)
  set setter(value: string) {}

  // @ts-expect-error -- nor is a field
  @LinkFrom(0)
  field = 1;

  // @ts-expect-error -- nor is a field that holds a function
  @LinkFrom(0)
  arrow = (message: Message): void => {};
}

// @ts-expect-error -- nor is a class
@LinkFrom(0)
export class Class {}

/** What no type can tell. */
export class Holes {
  // the place of an argument is not looked at: whether there is such an argument, and whether it holds a context
  @LinkFrom(7)
  noSuchPlace(message: Message): void {}

  @LinkFrom(0)
  noCarrier(total: Total): void {}

  // an annotation may be narrower than the method's, as methods are compared both ways
  @LinkFrom((message: Message) => message.headers)
  optional(message?: Message): void {}

  @LinkFrom((message: Message) => message)
  narrower(message: Message | Total): void {}

  // there may be fewer arguments than the selector takes
  @LinkFrom((first: Message) => first.headers)
  rest(...messages: Message[]): void {}

  // the instance may be of another class
  @LinkFrom(function (this: Allowed) {
    return this.last;
  })
  otherInstance(): void {}
}
