/** What the processes leave for each other: rows, each with the carrier of the span that wrote it. */

/** The columns that hold a span's context. */
export interface Carried {
  readonly traceparent: string | null;
  readonly tracestate: string | null;
}

/** What a customer asks for. */
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

/** Who has to see an order next. */
export type Queue = 'placed' | 'retry' | 'dead_letter';
