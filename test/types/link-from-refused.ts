/** `@LinkFrom` on methods: mismatches with the method are refused in both decorator models, but for known holes. */
import { LinkFrom } from 'spanlink';

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

  // @ts-expect-error -- a promise holds no context; select its value
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

/** Mistakes that no type can show. */
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
  @LinkFrom(function (this: Date) {
    return [this.toISOString()];
  })
  otherInstance(): void {}
}
