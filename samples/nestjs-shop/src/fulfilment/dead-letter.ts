/** An order that could not be shipped, with the carrier of the attempt that gave up. */
import type { Order } from '../orders/order.js';

export interface DeadLetter {
  readonly order: Order;
  readonly reason: string;
  readonly traceparent?: string;
  readonly tracestate?: string;
}
