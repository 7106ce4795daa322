/** Sends the invoices of a day in one go. */
import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { LinkFrom, Span } from 'spanlink';
import type { Order } from '../orders/order.js';
import { OrderStore } from '../orders/order-store.js';

export const INVOICES = 'invoices';

@Injectable()
export class InvoicesService {
  constructor(private readonly orders: OrderStore) {}

  @Cron(CronExpression.EVERY_DAY_AT_MIDNIGHT, { name: INVOICES })
  @Span()
  async sendOfTheDay(): Promise<void> {
    const orders = await this.orders.withStatus('shipped', 'cancelled');
    if (orders.length > 0) await this.send(orders);
  }

  /**
   * One span with many causes: a link to the span that placed each order, read from its row. A cancelled one gets a
   * credit note.
   */
  @LinkFrom(0, { relation: 'batch_item', attributes: (order: Order) => ({ 'order.id': order.id }) })
  async send(orders: readonly Order[]): Promise<void> {
    for (const order of orders) await this.orders.setStatus(order, 'invoiced');
  }
}
