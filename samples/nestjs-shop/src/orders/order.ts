/** An order, as it is stored and as it is sent from one service to the next. */

export interface Order {
  readonly id: string;
  readonly item: string;
  readonly address: string;
  /** The span that placed it, for readers of the row. */
  readonly traceparent?: string;
  readonly tracestate?: string;
}

export type OrderStatus = 'placed' | 'shipped' | 'cancelled' | 'invoiced';
