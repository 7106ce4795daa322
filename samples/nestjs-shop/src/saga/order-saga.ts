/**
 * An order as a saga: the steps in three services are undone there when the last step fails for good. Any process may
 * run any stage; the ledger in Redis knows what came before, and therefore what to link to.
 */
import { Injectable } from '@nestjs/common';
import { Stage, Workflow } from 'spanlink/workflow';
import type { Order } from '../orders/order.js';
import { OrderStore } from '../orders/order-store.js';
import { Bank } from './bank.js';
import { ParcelService } from './parcel-service.js';
import { Stock } from './stock.js';

@Injectable()
@Workflow({ name: 'order', run: (order: Order) => order.id })
export class OrderSaga {
  constructor(
    private readonly stock: Stock,
    private readonly bank: Bank,
    private readonly parcels: ParcelService,
    private readonly orders: OrderStore,
  ) {}

  @Stage()
  async reserve({ item }: Order): Promise<void> {
    await this.stock.take(item);
  }

  @Stage({ after: 'reserve' })
  async charge(order: Order): Promise<void> {
    await this.bank.charge(order);
  }

  @Stage({ after: 'charge' })
  async ship(order: Order): Promise<void> {
    await this.parcels.send(order);
    await this.orders.setStatus(order, 'shipped');
  }

  @Stage({ compensates: 'charge' })
  async refund(order: Order): Promise<void> {
    await this.bank.refund(order);
  }

  @Stage({ compensates: 'reserve' })
  async release(order: Order): Promise<void> {
    await this.stock.putBack(order.item);
    await this.orders.setStatus(order, 'cancelled');
  }
}
