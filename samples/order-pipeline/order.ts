/** The rows that processes leave for each other, each with the carrier of the span that wrote it. */

/** The columns that hold a span's context. */
export interface Carried {
  readonly traceparent: string | null;
  readonly tracestate: string | null;
}

/** A customer's request. */
export interface OrderRequest {
  readonly item: string;
  readonly card: string;
}

/** An order, with the context of the span that placed it. */
export interface Order extends OrderRequest, Carried {
  readonly id: number;
}

/** A failed attempt to fulfil an order, with the context of the span that failed. */
export interface FailedAttempt extends Carried {
  readonly order: Order;
  readonly attempt: number;
  readonly reason: string;
}

/** The queue that an order waits in. */
export type Queue = 'placed' | 'retry' | 'dead_letter';
