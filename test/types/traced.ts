/** `@Traced` stands on any class, and on nothing else. */
import { Traced } from 'spanlink';

interface Order {
  readonly id: string;
}

@Traced()
export class Plain {
  place(order: Order): Order {
    return order;
  }
}

@Traced({ exclude: ['health'] })
export class WithOptions {
  health(): void {}
}

@Traced()
export abstract class Abstract {
  abstract place(order: Order): Order;
}

@Traced()
export class Generic<T extends Order> extends Abstract {
  readonly #items: T[] = [];

  constructor(private readonly owner: string) {
    super();
  }

  override place(order: T): T {
    this.#items.push(order);
    return order;
  }

  static create<T extends Order>(owner: string): Generic<T> {
    return new Generic<T>(owner);
  }

  get size(): number {
    return this.#items.length + this.owner.length;
  }
}

@Traced()
class Private {
  private constructor(readonly id: number) {}

  static readonly one = new Private(1);
}
export const one = Private.one;

// @ts-expect-error -- the parentheses are missing
@Traced
export class NotCalled {}

// @ts-expect-error -- there is no such option
@Traced({ excludes: ['health'] })
export class UnknownOption {}

export class Refused {
  // @ts-expect-error -- a method is no class; that is @Span
  @Traced()
  method(): void {}

  // @ts-expect-error -- nor is a field
  @Traced()
  field = 1;

  // @ts-expect-error -- nor is a getter
  @Traced()
  get getter(): string {
    return String(this);
  }
}

/** A mistake that no type can show: a method that does not exist. */
@Traced({ exclude: ['misspelt'] })
export class Hole {}

// the options of @Span hold for every method; functions get unknown arguments, or those that are annotated
@Traced({
  name: 'Orders',
  kind: 1,
  attributes: (...args) => ({ count: args.length }),
  links: (order: { readonly headers: Record<string, string> }) => order,
  isError: (error) => error !== undefined,
})
class WithSpanOptions {}
void WithSpanOptions;

// one name for the class, and none for all its spans
// @ts-expect-error -- a function names spans, not a class
@Traced({ name: () => 'orders' })
class Renamed {}
void Renamed;
