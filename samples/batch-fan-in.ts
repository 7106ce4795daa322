/**
 * Batch fan-in: card payments are captured all day, and settled at the bank in one file at night.
 *
 * A span has one parent, but the settlement has as many causes as payments. As a child of the first it would hide the
 * others; as a child of the timer it could be found from none. So it is a trace of its own, linked to the capture of
 * every payment, and each link says which line of the file it stands for.
 *
 * npx tsx samples/batch-fan-in.ts
 */
import assert from 'node:assert/strict';
import { SpanKind } from '@opentelemetry/api';
import { inSpan, LinkFrom, Span, SpanGuard } from 'spanlink';
import { assertLinked, printTraces } from './telemetry.js';

interface Payment {
  readonly id: string;
  readonly cents: number;
  readonly headers?: Record<string, string>;
}

class Checkout {
  readonly captured: Payment[] = [];

  @Span({ attributes: (id: string) => ({ 'payment.id': id }) })
  capture(id: string, cents: number, span = SpanGuard.current()): void {
    // 1. The payment carries the span that captured it.
    this.captured.push({ id, cents, headers: span.carrier() });
  }
}

class Settlement {
  // 2. The span of the file starts with a link to each payment; `root` keeps it out of the timer's trace.
  @LinkFrom(0, {
    relation: 'batch_item',
    attributes: (payment, index) => ({ 'payment.id': (payment as Payment).id, 'settlement.line': index + 1 }),
  })
  @Span({ root: true, kind: SpanKind.CONSUMER })
  async settle(batch: readonly Payment[], span = SpanGuard.current()): Promise<void> {
    // 3. The guard is this method's span, and no other.
    span.setAttribute(
      'settlement.cents',
      batch.reduce((sum, { cents }) => sum + cents, 0),
    );
    await inSpan('upload file', { kind: SpanKind.CLIENT }, async () =>
      batch.map(({ id, cents }) => `${id};${cents}`).join('\n'),
    );
  }
}

// 4. Three payments in traces of their own, one from a terminal that knows nothing of tracing, and one settlement.
const recorder = printTraces('payments');
const checkout = new Checkout();
checkout.capture('p-1', 1_999);
checkout.captured.push({ id: 'p-2', cents: 450 });
checkout.capture('p-3', 12_000);
checkout.capture('p-4', 899);
await inSpan('nightly timer', () => new Settlement().settle(checkout.captured));

// 5. Every payment that was traced is linked, and knows its line.
const settled = recorder.span('Settlement.settle');
const [first, third, fourth] = recorder.named('Checkout.capture');
assertLinked(settled, first, { relation: 'batch_item', attributes: { 'payment.id': 'p-1', 'settlement.line': 1 } });
assertLinked(settled, third, { relation: 'batch_item', attributes: { 'payment.id': 'p-3', 'settlement.line': 3 } });
assertLinked(settled, fourth, { relation: 'batch_item', attributes: { 'payment.id': 'p-4', 'settlement.line': 4 } });
assert.equal(settled.links.length, 3);
assert.equal(settled.attributes['settlement.cents'], 15_348);
assert.equal(recorder.span('upload file').links.length, 0, 'links belong to one span, not to its children');
