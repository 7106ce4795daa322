/** A process: takes care of the orders that everybody else has given up on. */
import { SpanKind } from '@opentelemetry/api';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import type { FailedAttempt } from './order.js';
import type { OrderStore } from './order-store.js';
import { runService } from './run-service.js';

class DeadLetterWorker {
  readonly #store: OrderStore;

  constructor(store: OrderStore) {
    this.#store = store;
  }

  /** From here, one link leads to the attempt that gave up, and one to the request. */
  @LinkFrom(0, { relation: 'dead_letter_of' })
  @LinkFrom((failed: FailedAttempt) => failed.order, { relation: 'origin' })
  @Span({ kind: SpanKind.CONSUMER, attributes: ({ order }: FailedAttempt) => ({ 'order.id': order.id }) })
  async bury({ order, attempt, reason }: FailedAttempt, span = SpanGuard.current()): Promise<void> {
    span.addEvent('gave up', { attempts: attempt, reason });
    await this.#store.settle(order, 'buried');
  }
}

await runService('dead-letter-worker', async (store) => {
  const worker = new DeadLetterWorker(store);
  for (const failed of await store.failed('dead_letter')) await worker.bury(failed);
});
