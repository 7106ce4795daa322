/** The events and questions that the payment service handles. */
import { InjectQueue } from '@nestjs/bullmq';
import { Controller } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { SpanKind } from '@opentelemetry/api';
import { Queue } from 'bullmq';
import { LinkFrom, Span } from 'spanlink';
import { messageContext } from 'spanlink/nestjs';
import { FULFILMENT } from '../common/queues.module.js';
import type { Order } from '../orders/order.js';
import { OrderSaga } from '../saga/order-saga.js';

@Controller()
export class PaymentsController {
  constructor(
    private readonly saga: OrderSaga,
    @InjectQueue(FULFILMENT) private readonly fulfilment: Queue<Order>,
  ) {}

  /** An event: handled at some later time, in a trace of its own, linked to the sender. */
  @EventPattern('order.placed')
  @LinkFrom(messageContext, { relation: 'origin' })
  @Span({ kind: SpanKind.CONSUMER })
  async charge(@Payload() order: Order): Promise<void> {
    await this.saga.charge(order);
    await this.fulfilment.add('ship', order, { jobId: `order-${order.id}`, attempts: 2 });
  }

  /** A question: the caller waits for the answer. */
  @MessagePattern('payment.refund')
  @LinkFrom(messageContext, { relation: 'caller' })
  @Span({ kind: SpanKind.SERVER })
  async refund(@Payload() order: Order): Promise<{ refunded: string }> {
    await this.saga.refund(order);
    return { refunded: order.id };
  }
}
