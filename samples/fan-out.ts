/**
 * Fan-out to parallel traces: one billing run writes an invoice for every account.
 *
 * As one trace the run of a thousand accounts is too big to draw, to sample or to keep, and one slow invoice makes it
 * look slow as a whole. With a trace for each invoice, links keep the two together: back to the run, and forward from
 * the run to each invoice. Where nobody asks "what came of it", the link back is enough.
 *
 * npx tsx samples/fan-out.ts
 */
import assert from 'node:assert/strict';
import { SpanKind } from '@opentelemetry/api';
import { inSpan, Span, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { assertLinked } from './telemetry.js';

const outbox: Promise<void>[] = [];

// 1. A plain function, in a trace of its own that is linked back to its caller only.
const sendInvoice = traced(
  async function sendInvoice(account: string): Promise<void> {
    await inSpan('smtp', { kind: SpanKind.CLIENT, attributes: { 'account.id': account } }, async () => {});
  },
  { linkCaller: true },
);

class Billing {
  @Span()
  async run(accounts: readonly string[]): Promise<void> {
    // 2. In parallel; each call begins a trace, although it is called inside this one.
    await Promise.all(accounts.map((account) => this.invoice(account)));
  }

  // 3. Linked in both directions: `caller` on the invoice, `triggered` on the run.
  @Span({ linkCaller: 'both', attributes: (account: string) => ({ 'account.id': account }) })
  async invoice(account: string): Promise<void> {
    await inSpan('render pdf', async () => {});
    // 4. Not waited for: the mail may well end after the run.
    outbox.push(sendInvoice(account));
  }
}

// 5. One run over three accounts.
const recorder = recordSpans();
const accounts = ['ada', 'grace', 'edsger'];
await new Billing().run(accounts);
await Promise.all(outbox);
console.log(recorder.toString());

// 6. Seven traces, and every hop can be followed.
const run = recorder.span('Billing.run');
const invoices = recorder.named('Billing.invoice');
const mails = recorder.named('sendInvoice');
for (const account of accounts) {
  const invoice = invoices.find(({ attributes }) => attributes['account.id'] === account);
  assertLinked(invoice, run, { relation: 'caller' });
  assertLinked(run, invoice, { relation: 'triggered' });
}
for (const invoice of invoices) {
  assertLinked(
    mails.find(({ links }) => links[0]?.context.spanId === invoice.spanContext().spanId),
    invoice,
    { relation: 'caller' },
  );
  assert.equal(invoice.links.length, 1, 'an invoice is not linked forward to its mail');
}
assert.equal(run.links.length, 3);
assert.equal(new Set(recorder.spans.map((span) => span.spanContext().traceId)).size, 7);
