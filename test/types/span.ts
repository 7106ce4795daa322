/** `@Span`: its options, whose functions know the method's arguments. */
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

  @Span('named', {
    attributes: (order: Order) => ({ 'order.id': order.id }),
    links: (order: Order, others: Order[]) => others,
  })
  async annotatedToo(order: Order, others: Order[]): Promise<void> {}

  @Span({
    attributes(this: Allowed, order: Order) {
      return { region: this.region, 'order.id': order.id };
    },
  })
  withInstance(order: Order): void {}

  // types that are not annotated are inferred from the method
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
const ofAnyOrder = Span({
  links: (order: Order) => order,
  isError: (error: Error, order: Order) => error.message !== order.id,
});

export class Shared {
  @Span(shared)
  any(order: Order): void {}

  @ofAnyOrder
  kept(order: Order, count: number): void {}

  @Span('named', ofOrders)
  orders(order: Order, count: number): void {}
}
