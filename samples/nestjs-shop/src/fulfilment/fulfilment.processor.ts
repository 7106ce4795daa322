/** Ships paid orders. */
import { InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import { type Job, Queue } from 'bullmq';
import { SpanGuard } from 'spanlink';
import { DEAD_LETTERS, FULFILMENT } from '../common/queues.module.js';
import type { Order } from '../orders/order.js';
import { OrderSaga } from '../saga/order-saga.js';
import type { DeadLetter } from './dead-letter.js';

@Processor(FULFILMENT)
export class FulfilmentProcessor extends WorkerHost {
  constructor(
    private readonly saga: OrderSaga,
    @InjectQueue(DEAD_LETTERS) private readonly deadLetters: Queue<DeadLetter>,
  ) {
    super();
  }

  /** Each attempt is a span made by `LinkedTelemetry`, linked to the job's producer and to the previous attempt. */
  async process(job: Job<Order>): Promise<void> {
    try {
      await this.saga.ship(job.data);
    } catch (error) {
      const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
      if (isLast) await this.giveUp(job.data, String(error));
      throw error;
    }
  }

  /** BullMQ has no dead letters: they are a queue like any other, and their jobs carry the span that gave up. */
  private async giveUp(order: Order, reason: string): Promise<void> {
    await this.deadLetters.add(
      'cancel',
      { order, reason, ...SpanGuard.current().carrier() },
      { jobId: `order-${order.id}` },
    );
  }
}
