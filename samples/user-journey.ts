/**
 * User journey: a visitor looks, fills a cart and pays, in requests that are minutes apart.
 *
 * Each request is a trace. The visit is not, since nobody knows when it ends, and a trace that waits for a click says
 * nothing. A link from each request to the one before makes the visit a chain: from a failed payment one walks back to
 * the page where it began. The session keeps the last request, as it keeps the cart.
 *
 * npx tsx samples/user-journey.ts
 */
import assert from 'node:assert/strict';
import { SpanKind } from '@opentelemetry/api';
import { linksFrom, Span, startSpan } from 'spanlink';
import { assertLinked, printTraces } from './telemetry.js';

/** What the session store keeps; plain data, as any server may take the next request. */
interface Session {
  readonly cart: string[];
  firstRequest?: Record<string, string>;
  lastRequest?: Record<string, string>;
}

const sessions = new Map<string, Session>();

// 1. A middleware: every request begins a trace, linked to the session's previous and first one.
async function serve<T>(sessionId: string, route: string, handle: (session: Session) => Promise<T>): Promise<T> {
  const session = sessions.get(sessionId) ?? { cart: [] };
  sessions.set(sessionId, session);
  using span = startSpan(route, {
    root: true,
    kind: SpanKind.SERVER,
    attributes: { 'session.id': sessionId },
    links: [
      linksFrom(session.lastRequest, { relation: 'previous' }),
      linksFrom(session.firstRequest, { relation: 'origin' }),
    ],
  });
  // 2. The session remembers this request for the next one, before it can fail.
  session.lastRequest = span.carrier();
  session.firstRequest ??= session.lastRequest;
  // 3. `run` makes the span active for the handler; `using` ends it when that is done.
  return await span.run(() => handle(session));
}

class Shop {
  @Span()
  async add(session: Session, product: string): Promise<void> {
    session.cart.push(product);
  }

  @Span()
  async pay(session: Session): Promise<number> {
    return session.cart.length;
  }
}

// 4. Two visitors at once; their journeys do not mix.
const recorder = printTraces('shop');
const shop = new Shop();
await serve('ada', 'GET /lamps', async () => 'page');
await serve('bob', 'GET /chairs', async () => 'page');
await serve('ada', 'POST /cart', (session) => shop.add(session, 'lamp'));
await serve('bob', 'GET /tables', async () => 'page');
const pieces = await serve('ada', 'POST /payment', (session) => shop.pay(session));

// 5. Each request leads to the one before in its own session, and to where the visit began.
const lamps = recorder.span('GET /lamps');
const cart = recorder.span('POST /cart');
const payment = recorder.span('POST /payment');
assertLinked(cart, lamps, { relation: 'previous' });
assertLinked(payment, cart, { relation: 'previous' });
assertLinked(payment, lamps, { relation: 'origin' });
assertLinked(recorder.span('GET /tables'), recorder.span('GET /chairs'), { relation: 'previous' });
assert.deepEqual(
  [lamps, cart, payment].map(({ links }) => links.length),
  [0, 2, 2],
);
assert.equal(pieces, 1);
