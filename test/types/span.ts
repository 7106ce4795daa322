/** `@Span`: what its options may be, and how far their functions are checked against the method. */
import { SpanKind } from '@opentelemetry/api';
import { Span, type SpanOptions } from 'spanlink';

interface Order {
  readonly id: string;
  readonly headers: Record<string, string>;
}

export class Allowed {
  readonly region = 'eu';

  @Span()
  plain(): void {}

  @Span('named')
  named(order: Order): Order {
    return order;
  }

  @Span({ kind: SpanKind.CONSUMER, attributes: { retries: 3 }, root: true })
  withoutFunctions(order: Order): void {}

  @Span('named', { linkCaller: 'both' })
  linked(order: Order, count: number): void {}

  @Span({ linkCaller: true })
  static ofClass(order: Order): void {}

  // annotated functions, of as many arguments as each needs
  @Span({
    name: (order: Order) => `order ${order.id}`,
    attributes: (order: Order, count: number) => ({ 'order.id': order.id, count }),
    links: (order: Order) => order,
    parent: () => null,
    result: (value: string, order: Order) => ({ length: value.length, 'order.id': order.id }),
    isError: (error, order: Order, count: number) => error instanceof Error && count > 1,
  })
  annotated(order: Order, count: number): string {
    return order.id.repeat(count);
  }

  @Span('named', { attributes: (order: Order) => ({ 'order.id': order.id }), links: (order: Order, others: Order[]) => others })
  async annotatedToo(order: Order, others: Order[]): Promise<void> {}

  @Span({
    attributes(this: Allowed, order: Order) {
      return { region: this.region, 'order.id': order.id };
    },
  })
  withInstance(order: Order): void {}

  // what is not annotated is known from the method
  @Span({
    name: (order) => `order ${order.id}`,
    attributes: (order, count) => ({ 'order.id': order.id, count: count.toFixed() }),
    links: (order) => order,
    isError: (error, order) => error !== null && order.id !== '',
  })
  unannotated(order: Order, count: number): void {}

  @Span('named', { links: (...orders) => orders })
  unannotatedRest(...orders: Order[]): void {}

  // or from the arguments, said once
  @Span<[Order, number]>({
    name: (order) => `order ${order.id}`,
    attributes: (order, count) => ({ 'order.id': order.id, count: count.toFixed() }),
    links: (order) => order,
    isError: (error, order) => order.id !== '' && error !== null,
  })
  contextual(order: Order, count: number): void {}

  @Span<[order: Order]>('named', { links: (order) => order.headers })
  contextualToo(order: Order, more?: number): void {}

  @Span({ attributes: (order?: Order) => (order === undefined ? undefined : { 'order.id': order.id }) })
  optional(order?: Order): void {}

  @Span()
  generic<T>(value: T): T {
    return value;
  }

  @Span({ attributes: (order: Order) => ({ 'order.id': order.id }) })
  genericOrder<T extends Order>(order: T): T[] {
    return [order];
  }

  overloaded(order: Order): Order;
  overloaded(order: string): string;
  @Span()
  overloaded(order: Order | string): Order | string {
    return order;
  }

  @Span()
  private async *items(): AsyncGenerator<Order, void, boolean> {
    this.isOrder(yield* this.others());
  }

  @Span()
  protected *others(): Generator<never> {}

  // a type guard takes no options, as the compiler has no function that could stand in for it
  @Span('guard')
  isOrder(value: unknown): value is Order {
    return value !== null;
  }

  @Span()
  fluent(..._values: unknown[]): this {
    void this.items();
    return this;
  }
}

const shared: SpanOptions = { kind: SpanKind.CLIENT, attributes: { 'peer.service': 'bank' } };
const ofOrders: SpanOptions<[Order]> = { links: (order) => order };
const ofAnyOrder = Span({ links: (order: Order) => order, isError: (error: Error, order: Order) => error.message !== order.id });

export class Shared {
  @Span(shared)
  any(order: Order): void {}

  @ofAnyOrder
  kept(order: Order, count: number): void {}

  @Span('named', ofOrders)
  orders(order: Order, count: number): void {}
}

export class Refused {
  // @ts-expect-error -- the function takes an argument of another type
  @Span({ attributes: (order: Order) => ({ 'order.id': order.id }) })
  otherArgument(count: number): void {}

  // @ts-expect-error -- one of the functions does
  @Span({ attributes: (order: Order) => ({ 'order.id': order.id }), links: (order: Order, others: Order[]) => others })
  oneOfMany(order: Order, count: number): void {}

  // @ts-expect-error -- the method has fewer arguments
  @Span<[Order, number]>({ attributes: (order) => ({ 'order.id': order.id }) })
  tooFew(order: Order): void {}

  // @ts-expect-error -- the options are of another method
  @Span(ofOrders)
  otherMethod(count: number): void {}

  // @ts-expect-error -- an unannotated argument is the method's, and may be missing
  @Span({ attributes: (order) => ({ 'order.id': order.id }) })
  unannotated(order?: Order): void {}

  // @ts-expect-error -- attributes are no promise
  @Span({ attributes: async (order: Order) => ({ 'order.id': order.id }) })
  promised(order: Order): void {}

  // @ts-expect-error -- a number is no source
  @Span({ links: (order: Order) => order.id.length })
  noSource(order: Order): void {}

  // @ts-expect-error -- nor is a name text when it is computed to be something else
  @Span({ name: (order: Order) => order })
  noName(order: Order): void {}

  // @ts-expect-error -- there is no such option
  @Span({ link: (order: Order) => order })
  unknownOption(order: Order): void {}

  // @ts-expect-error -- 'both', true or false
  @Span({ linkCaller: 'forward' })
  noSuchWay(order: Order): void {}

  // @ts-expect-error -- it takes no place of an argument; that is @LinkFrom
  @Span(0)
  byPlace(order: Order): void {}

  // @ts-expect-error -- the parentheses are missing
  @Span
  notCalled(order: Order): void {}

  // @ts-expect-error -- a getter is no method
  @Span()
  get getter(): string {
    return String(this);
  }

  // @ts-expect-error -- nor is a field
  @Span()
  field = (order: Order): Order => order;
}

// @ts-expect-error -- nor is a class; that is @Traced
@Span()
export class Class {}

/** What no type can tell, or is not told on purpose. */
export class Holes {
  // a decorator that is kept does not know its methods
  @ofAnyOrder
  kept(count: number): void {}

  // an annotation may be narrower than the method's, as methods are compared both ways
  @Span({ attributes: (order: Order) => ({ 'order.id': order.id }) })
  narrower(order: Order | number): void {}

  // the value is whatever the function says
  @Span({ result: (value: string) => ({ length: value.length }) })
  otherResult(): number {
    return 1;
  }
}
