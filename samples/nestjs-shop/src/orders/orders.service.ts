/** Accepts orders, and requests their payment. */
import { Inject, Injectable } from '@nestjs/common';
import { ClientProxy } from '@nestjs/microservices';
import { SpanKind } from '@opentelemetry/api';
import { lastValueFrom } from 'rxjs';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import { PAYMENTS } from '../common/payments-client.module.js';
import { OrderSaga } from '../saga/order-saga.js';
import type { PlaceOrderDto } from './dto/place-order.dto.js';
import type { Order } from './order.js';
import { OrderStore } from './order-store.js';

@Injectable()
export class OrdersService {
  constructor(
    private readonly orders: OrderStore,
    private readonly saga: OrderSaga,
    @Inject(PAYMENTS) private readonly payments: ClientProxy,
  ) {}

  /**
   * The span that everything about an order leads back to: its carrier is in the row, and `SpanlinkModule` puts it into
   * the message. It is linked to the offer, which was made in another request.
   */
  @LinkFrom((request: PlaceOrderDto) => request.offer, { relation: 'origin' })
  @Span({ kind: SpanKind.PRODUCER, result: (order: Order) => ({ 'order.id': order.id }) })
  async place(request: PlaceOrderDto, span = SpanGuard.current()): Promise<Order> {
    const order = await this.orders.create(request, span.carrier());
    await this.saga.reserve(order);
    await lastValueFrom(this.payments.emit('order.placed', order));
    return order;
  }
}
