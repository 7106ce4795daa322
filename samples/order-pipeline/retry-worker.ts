/** A process: tries failed orders once more, each in a trace of its own. */
import { SpanKind } from '@opentelemetry/api';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import type { FailedAttempt } from './order.js';
import type { OrderStore } from './order-store.js';
import { Payments } from './payments.js';
import { runService } from './run-service.js';

class RetryWorker {
  readonly #store: OrderStore;
  readonly #payments = new Payments();

  constructor(store: OrderStore) {
    this.#store = store;
  }

  /** Two causes, both from the row: the attempt that failed, and the request that began it all. */
  @LinkFrom(0, { relation: 'retry_of' })
  @LinkFrom((failed: FailedAttempt) => failed.order, { relation: 'origin' })
  @Span({ kind: SpanKind.CONSUMER, attributes: ({ order }: FailedAttempt) => ({ 'order.id': order.id }) })
  async retry({ order, attempt }: FailedAttempt, span = SpanGuard.current()): Promise<void> {
    try {
      await this.#payments.charge(order.card, attempt + 1);
    } catch (error) {
      await this.#store.fail({ order, attempt: attempt + 1, reason: String(error) }, 'dead_letter', span.carrier());
      throw error;
    }
    await this.#store.settle(order, 'paid');
  }
}

await runService('retry-worker', async (store) => {
  const worker = new RetryWorker(store);
  const failed = await store.failed('retry');
  await Promise.allSettled(failed.map((attempt) => worker.retry(attempt)));
});
