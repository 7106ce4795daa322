/** A process: picks up what the API left, as one batch in a trace of its own. */
import { SpanKind } from '@opentelemetry/api';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import type { Order } from './order.js';
import type { OrderStore } from './order-store.js';
import { Payments } from './payments.js';
import { runService } from './run-service.js';

class BatchWorker {
  readonly #store: OrderStore;
  readonly #payments = new Payments();

  constructor(store: OrderStore) {
    this.#store = store;
  }

  /** One span with many causes: a link to the span that placed each order, read from the rows. */
  @LinkFrom(0, { relation: 'batch_item', attributes: (order) => ({ 'order.id': (order as Order).id }) })
  @Span({
    kind: SpanKind.CONSUMER,
    attributes: (orders: Order[]) => ({ 'messaging.batch.message_count': orders.length }),
  })
  async process(orders: Order[]): Promise<void> {
    await Promise.allSettled(orders.map((order) => this.fulfil(order)));
  }

  /** A failure leaves this span's carrier for whoever tries again. */
  @Span({ attributes: (order: Order) => ({ 'order.id': order.id }) })
  async fulfil(order: Order, span = SpanGuard.current()): Promise<void> {
    try {
      await this.#payments.charge(order.card, 1);
    } catch (error) {
      await this.#store.fail({ order, attempt: 1, reason: String(error) }, 'retry', span.carrier());
      throw error;
    }
    await this.#store.settle(order, 'paid');
  }
}

await runService('batch-worker', async (store) => {
  await new BatchWorker(store).process(await store.placed());
});
