/**
 * Retry: a webhook is delivered again, minutes or hours later, until its receiver takes it.
 *
 * The attempts are far apart, often in different processes: no span can be held open over them, and no trace holds them
 * together. Each is a short trace of its own. Links make them one story: `retry_of` leads to the attempt that failed,
 * `origin` to what asked for the delivery, so that the last attempt can be explained without a search by id.
 *
 * npx tsx samples/retry.ts
 */
import assert from 'node:assert/strict';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import { assertLinked, printTraces } from './telemetry.js';

/** The row of a delivery; its columns keep the spans it came from. */
interface Delivery {
  readonly url: string;
  readonly headers: Record<string, string>;
  attempts: number;
  lastAttempt?: Record<string, string>;
}

class Webhooks {
  readonly #post: (url: string) => Promise<number>;

  constructor(post: (url: string) => Promise<number>) {
    this.#post = post;
  }

  @Span({ kind: SpanKind.PRODUCER })
  schedule(url: string): Delivery {
    // 1. The row keeps the span that asked for the delivery.
    return { url, attempts: 0, headers: SpanGuard.current().carrier() };
  }

  // 2. Each attempt begins a trace, linked to the one before and to the origin. No earlier attempt, no link.
  @Span({ root: true, kind: SpanKind.CLIENT, result: (status: number) => ({ 'http.response.status_code': status }) })
  @LinkFrom((delivery: Delivery) => delivery.lastAttempt, { relation: 'retry_of' })
  @LinkFrom(0, { relation: 'origin' })
  async deliver(delivery: Delivery, span = SpanGuard.current()): Promise<number> {
    // 3. Written before the request, so that the next attempt also finds one that died in the middle.
    delivery.attempts++;
    delivery.lastAttempt = span.carrier();
    span.setAttribute('webhook.attempt', delivery.attempts);
    return this.#post(delivery.url);
  }
}

// 4. A receiver that is down twice, and a worker that comes back for the row.
const recorder = printTraces('webhooks');
let requests = 0;
const webhooks = new Webhooks(async () => (++requests < 3 ? Promise.reject(new Error('503 from receiver')) : 204));
const delivery = webhooks.schedule('https://shop.example/hooks/paid');
let status: number | undefined;
while (status === undefined) status = await webhooks.deliver(delivery).catch(() => undefined);

// 5. Each attempt leads to the one before, and all to the origin.
const origin = recorder.span('Webhooks.schedule');
const [first, second, third] = recorder.named('Webhooks.deliver');
for (const attempt of [first, second, third]) assertLinked(attempt, origin, { relation: 'origin' });
assertLinked(second, first, { relation: 'retry_of' });
assertLinked(third, second, { relation: 'retry_of' });
assert.deepEqual(
  [first, second, third].map((attempt) => attempt?.links.length),
  [1, 2, 2],
);
assert.equal(second?.status.code, SpanStatusCode.ERROR);
assert.equal(third?.attributes['http.response.status_code'], 204);
