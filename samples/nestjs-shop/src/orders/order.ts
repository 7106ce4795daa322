/** An order, as it is kept and as it is sent from one service to the next. */

export interface Order {
  readonly id: string;
  readonly item: string;
  readonly address: string;
  /** Of the span that placed it, for those who read the order from its row. */
  readonly traceparent?: string;
  readonly tracestate?: string;
}

export type OrderStatus = 'placed' | 'shipped' | 'cancelled' | 'invoiced';
