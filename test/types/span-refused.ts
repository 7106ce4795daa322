/** `@Span`: options that do not fit the method are refused, in both decorator models; and the known holes. */
import { Span, type SpanOptions } from 'spanlink';

interface Order {
  readonly id: string;
  readonly headers: Record<string, string>;
}

const ofOrders: SpanOptions<[Order]> = { links: (order) => order };
const ofAnyOrder = Span({
  links: (order: Order) => order,
  isError: (error: Error, order: Order) => error.message !== order.id,
});

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

/** Mistakes that no type can show, or that the types allow on purpose. */
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
