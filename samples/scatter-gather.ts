/**
 * Scatter-gather: several carriers are asked for a price at once, and the best answer is chosen.
 *
 * The requests are children of the search, and so is the choice: the tree shows them side by side, and not which
 * answers the choice rests on. Links say that: one to each request that was answered, none to the one that failed. They
 * are collected while the answers come in, before the span of the choice exists.
 *
 * npx tsx samples/scatter-gather.ts
 */
import assert from 'node:assert/strict';
import { SpanKind } from '@opentelemetry/api';
import { inSpan, Span, SpanGuard } from 'spanlink';
import { assertLinked, printTraces } from './telemetry.js';

interface Offer {
  readonly carrier: string;
  readonly cents: number;
}

const CARRIERS: Record<string, (kilos: number) => Promise<number>> = {
  snail: async (kilos) => 300 + 40 * kilos,
  falcon: async (kilos) => 900 + 10 * kilos,
  lorry: async () => Promise.reject(new Error('no capacity')),
};

class ParcelRates {
  @Span()
  async find(kilos: number): Promise<Offer> {
    // 1. A pending guard: the links of a span that is not there yet.
    const gathered = new SpanGuard();
    const offers: Offer[] = [];

    // 2. Scatter: each request has a span of its own, all at once.
    const requests = Object.entries(CARRIERS).map(([carrier, quote]) =>
      inSpan(`ask ${carrier}`, { kind: SpanKind.CLIENT }, async (request) => {
        const cents = await quote(kilos);
        offers.push({ carrier, cents });
        // 3. An answer becomes a cause of the choice. A guard is a source of links, also after its span has ended.
        gathered.link(request, { relation: 'answer', attributes: { 'offer.cents': cents } });
      }),
    );
    await Promise.allSettled(requests);

    // 4. Gather: `choose` adopts the guard, so its span starts with those links.
    return this.choose(offers, gathered);
  }

  @Span()
  choose(offers: readonly Offer[], span: SpanGuard): Offer {
    const best = offers.reduce((one, other) => (other.cents < one.cents ? other : one));
    span.setAttribute('offer.carrier', best.carrier);
    return best;
  }
}

// 5. One parcel of 25 kilos.
const recorder = printTraces('parcel-rates');
const best = await new ParcelRates().find(25);

// 6. The choice is linked to the two answers, and not to the refusal.
const choice = recorder.span('ParcelRates.choose');
assertLinked(choice, recorder.span('ask snail'), { relation: 'answer', attributes: { 'offer.cents': 1_300 } });
assertLinked(choice, recorder.span('ask falcon'), { relation: 'answer', attributes: { 'offer.cents': 1_150 } });
assert.equal(choice.links.length, 2);
assert.equal(best.carrier, 'falcon');
