/** Checks the traces of a run. */
import { SpanKind } from '@opentelemetry/api';
import type { FinishedSpan } from 'spanlink/console';

/** The result of one check. */
export interface Check {
  readonly label: string;
  readonly passed: boolean;
}

const EXPECTED_LINKS = [
  { of: 'BatchWorker.process', relation: 'batch_item', to: 'OrdersApi.place', order: 1 },
  { of: 'BatchWorker.process', relation: 'batch_item', to: 'OrdersApi.place', order: 2 },
  { of: 'BatchWorker.process', relation: 'batch_item', to: 'OrdersApi.place', order: 3 },
  { of: 'RetryWorker.retry', relation: 'retry_of', to: 'BatchWorker.fulfil', order: 2 },
  { of: 'RetryWorker.retry', relation: 'origin', to: 'OrdersApi.place', order: 2 },
  { of: 'RetryWorker.retry', relation: 'retry_of', to: 'BatchWorker.fulfil', order: 3 },
  { of: 'RetryWorker.retry', relation: 'origin', to: 'OrdersApi.place', order: 3 },
  { of: 'DeadLetterWorker.bury', relation: 'dead_letter_of', to: 'RetryWorker.retry', order: 3 },
  { of: 'DeadLetterWorker.bury', relation: 'origin', to: 'OrdersApi.place', order: 3 },
] as const;

/** Each expected link, no link besides, and one trace for each request across both of its processes. */
export function checkSpans(spans: readonly FinishedSpan[]): Check[] {
  const links = EXPECTED_LINKS.map(({ of, relation, to, order }) => {
    const target = find(spans, to, order)?.spanContext();
    const found = find(spans, of, order)?.links.some(
      ({ context, attributes }) =>
        context.traceId === target?.traceId &&
        context.spanId === target.spanId &&
        attributes?.['spanlink.relation'] === relation,
    );
    return { label: `${of} ← ${relation}: ${to} (order ${order})`, passed: found === true };
  });
  const total = spans.reduce((sum, span) => sum + span.links.length, 0);
  const requests = [1, 2, 3].map((order) => ({
    label: `shop → orders-api → OrdersApi.place in one trace (order ${order})`,
    passed: isPlacedByRequest(spans, order),
  }));
  return [
    ...links,
    { label: `${total} links in all, ${links.length} expected`, passed: total === links.length },
    ...requests,
  ];
}

/** The span of that name and order; a batch has no order of its own. */
function find(spans: readonly FinishedSpan[], name: string, order: number): FinishedSpan | undefined {
  return spans.find((span) => span.name === name && (span.attributes['order.id'] ?? order) === order);
}

function isPlacedByRequest(spans: readonly FinishedSpan[], order: number): boolean {
  const server = parentOf(find(spans, 'OrdersApi.place', order), spans);
  const client = parentOf(server, spans);
  const isServer = server?.kind === SpanKind.SERVER && server.resource?.attributes['service.name'] === 'orders-api';
  return isServer && client?.kind === SpanKind.CLIENT && client.resource?.attributes['service.name'] === 'shop';
}

function parentOf(span: FinishedSpan | undefined, spans: readonly FinishedSpan[]): FinishedSpan | undefined {
  const parent = span?.parentSpanContext;
  return spans.find(
    (other) => other.spanContext().spanId === parent?.spanId && other.spanContext().traceId === parent.traceId,
  );
}
