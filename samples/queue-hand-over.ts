/**
 * Queue hand-over: a shop puts orders in a queue, and a warehouse that polls it packs them.
 *
 * Packing belongs to the order's trace: who looks at the order wants to see it there. But it was called inside the
 * poll, and a span has one parent, so the poll becomes a link. The poll is linked to the orders it took, as it works
 * for all of them: from either trace one finds the other.
 *
 * npx tsx samples/queue-hand-over.ts
 */
import assert from 'node:assert/strict';
import { SpanKind } from '@opentelemetry/api';
import { linksFrom, Span, SpanGuard, startSpan } from 'spanlink';
import { recordSpans, spanMatchers } from 'spanlink/testing';
import { assertLinked } from './telemetry.js';

interface Message {
  readonly order: string;
  readonly headers: Record<string, string>;
}

// A queue keeps text, for minutes or days, and nothing of the process that wrote it.
const queue: string[] = [];

class Shop {
  @Span({ kind: SpanKind.PRODUCER, attributes: (order: string) => ({ 'order.id': order }) })
  place(order: string, span = SpanGuard.current()): void {
    // 1. The producer's span goes into the headers.
    const message: Message = { order, headers: span.carrier() };
    queue.push(JSON.stringify(message));
  }
}

class Warehouse {
  async poll(): Promise<void> {
    const messages = queue.splice(0).map((text) => JSON.parse(text) as Message);
    // 2. The poll: a trace of its own, linked to all that it took. `using` ends it.
    using poll = startSpan('Warehouse.poll', {
      kind: SpanKind.CONSUMER,
      links: linksFrom(messages, { relation: 'batch_item' }),
    });
    await poll.run(async () => {
      for (const message of messages) await this.pack(message);
    });
  }

  // 3. `parent` goes on with the order's trace, and links to it (`parent`), and to the poll that calls it (`caller`).
  @Span({
    kind: SpanKind.CONSUMER,
    parent: (message: Message) => message,
    attributes: ({ order }: Message) => ({ 'order.id': order }),
  })
  async pack({ order }: Message): Promise<string> {
    return `parcel for ${order}`;
  }
}

// 4. Two orders, and one poll that finds both.
const recorder = recordSpans();
const shop = new Shop();
shop.place('o-1');
shop.place('o-2');
await new Warehouse().poll();
console.log(recorder.toString());

// 5. Each parcel is in its order's trace, and linked to the poll; the poll is linked to the orders.
const poll = recorder.span('Warehouse.poll');
for (const placed of recorder.named('Shop.place')) {
  const packed = recorder
    .named('Warehouse.pack')
    .find(({ attributes }) => attributes['order.id'] === placed.attributes['order.id']);
  assert.ok(spanMatchers.toBeChildOf(packed, placed).pass);
  assertLinked(packed, poll, { relation: 'caller' });
  assertLinked(poll, placed, { relation: 'batch_item' });
}
assert.equal(poll.links.length, 2);
