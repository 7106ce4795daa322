/** Methods that return at once: linked, nested, inherited, static, traced by their class, and without a decorator. */
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { inSpan, LinkFrom, Span, SpanGuard, Traced, traced } from 'spanlink';
import { newMessage, newMessages, repeat, type Workload } from '../workload';

class Orders {
  total = 0;

  @LinkFrom(0, { relation: 'origin', attributes: () => ({ queue: 'orders' }) })
  place(_message: unknown): number {
    return ++this.total;
  }

  @Span({
    attributes: (message: unknown) => ({ known: message !== undefined }),
    result: (sum) => ({ sum: Number(sum) }),
  })
  @LinkFrom(0)
  check(message: unknown): number {
    SpanGuard.current().setAttribute('checked', true).addEvent('checking');
    return this.add(message);
  }

  @Span()
  add(message: unknown): number {
    return this.place(message);
  }

  @Span()
  static count(): number {
    return 1;
  }
}

@Traced()
class UrgentOrders extends Orders {
  override place(message: unknown): number {
    return super.place(message);
  }
}

const increment = traced((value: number) => value + 1);

export const sync: Workload = {
  kind: 'sync methods',
  round() {
    const orders = new Orders();
    const urgent = new UrgentOrders();
    let calls = repeat(4_000, () => orders.place(newMessage()));
    calls += 3 * repeat(1_000, () => orders.check(newMessage()));
    calls += 2 * repeat(500, () => urgent.place(newMessage()));
    calls += repeat(500, () => Orders.count());
    calls += repeat(1_000, (n) => increment(n));
    calls += repeat(500, () => inSpan('block', { links: newMessage() }, (span) => span.spanContext()));
    calls += repeat(50, () => orders.place(newMessages(20)));
    const suppressed = suppressTracing(context.active());
    calls += repeat(500, () => context.with(suppressed, () => orders.place(newMessage())));
    return calls;
  },
};
