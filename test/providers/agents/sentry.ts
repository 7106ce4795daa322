/** Sentry's ingestion: envelopes of transactions with their spans (SDK 10), or of streamed spans (SDK 11). */
import type { NeutralSpan } from '../neutral-span';
import type { Protocol, Received } from './agent';

interface SentrySpan {
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id?: string;
  readonly description?: string;
  readonly name?: string;
  readonly status?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly attributes?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly links?: readonly { trace_id: string; span_id: string; attributes?: Readonly<Record<string, unknown>> }[];
}

interface Transaction {
  readonly transaction: string;
  readonly contexts: { readonly trace: SentrySpan };
  readonly spans: readonly SentrySpan[];
}

export const sentry: Protocol = {
  decode: (received) => received.flatMap(spansOf).map(neutral),
};

/** An envelope is its header, and then a header and a body for each item, one a line. */
function spansOf({ body }: Received): SentrySpan[] {
  const lines = body.toString().split('\n').filter(Boolean).slice(1);
  return lines.flatMap((line, at) => {
    const { type } = JSON.parse(lines[at - 1] ?? '{}') as { type?: string };
    if (at % 2 === 0) return [];
    if (type === 'span') return (JSON.parse(line) as { items: SentrySpan[] }).items;
    if (type !== 'transaction') return [];
    const { transaction, contexts, spans } = JSON.parse(line) as Transaction;
    return [{ ...contexts.trace, description: transaction }, ...spans];
  });
}

function neutral(span: SentrySpan): NeutralSpan {
  const { status = 'ok', links = [] } = span;
  return {
    traceId: span.trace_id,
    spanId: span.span_id,
    parentId: span.parent_span_id,
    name: span.description ?? span.name ?? '',
    isError: status !== 'ok',
    failures: status === 'ok' ? [] : [status],
    attributes: { ...span.data, ...valuesOf(span.attributes) },
    links: links.map((link) => ({
      traceId: link.trace_id,
      spanId: link.span_id,
      attributes: valuesOf(link.attributes),
    })),
  };
}

/** An attribute is a value, or in streams an object that holds it. */
function valuesOf(attributes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const isTyped = (value: unknown): value is { value: unknown } =>
    typeof value === 'object' && value !== null && 'value' in value;
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, isTyped(value) ? value.value : value]),
  );
}
