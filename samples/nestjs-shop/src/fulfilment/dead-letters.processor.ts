/** Reverses the steps of an order that cannot be shipped. */
import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { ClientProxy } from '@nestjs/microservices';
import type { Job } from 'bullmq';
import { lastValueFrom } from 'rxjs';
import { LinkFrom } from 'spanlink';
import { PAYMENTS } from '../common/payments-client.module.js';
import { DEAD_LETTERS } from '../common/queues.module.js';
import { OrderSaga } from '../saga/order-saga.js';
import type { DeadLetter } from './dead-letter.js';

@Processor(DEAD_LETTERS)
export class DeadLettersProcessor extends WorkerHost {
  constructor(
    private readonly saga: OrderSaga,
    @Inject(PAYMENTS) private readonly payments: ClientProxy,
  ) {
    super();
  }

  /** The last step first: the payment, in the payment service, then the reservation. */
  @LinkFrom((job: Job<DeadLetter>) => job.data, { relation: 'dead_letter_of' })
  async process({ data: { order } }: Job<DeadLetter>): Promise<void> {
    await lastValueFrom(this.payments.send('payment.refund', order));
    await this.saga.release(order);
  }
}
