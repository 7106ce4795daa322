/** Elastic's APM server: lines of transactions, spans, and the errors captured in them. */
import type { NeutralSpan } from '../neutral-span';
import type { Protocol } from './agent';

interface Line {
  readonly transaction?: ElasticSpan;
  readonly span?: ElasticSpan;
  readonly error?: ElasticError;
}

interface ElasticSpan {
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id?: string;
  readonly name: string;
  readonly outcome: string;
  readonly otel?: { readonly attributes?: Readonly<Record<string, unknown>> };
  readonly links?: readonly { readonly trace_id: string; readonly span_id: string }[];
}

interface ElasticError {
  readonly parent_id: string;
  readonly exception?: { readonly type: string; readonly message: string };
  readonly log?: { readonly message: string };
}

export const elasticApm: Protocol = {
  answer: () => ({ version: '8.19.0' }),
  decode: (received) => {
    const lines = received
      .filter(({ path }) => path === '/intake/v2/events')
      .flatMap(({ body }) => body.toString().split('\n').filter(Boolean))
      .map((line) => JSON.parse(line) as Line);
    const errors = lines.flatMap(({ error }) => error ?? []);
    return lines
      .flatMap(({ transaction, span }) => transaction ?? span ?? [])
      .map(({ id, trace_id, parent_id, name, outcome, otel, links = [] }): NeutralSpan => ({
        traceId: trace_id,
        spanId: id,
        parentId: parent_id,
        name,
        isError: outcome === 'failure',
        failures: errors
          .filter((error) => error.parent_id === id)
          .flatMap(({ exception, log }) => [exception?.type, exception?.message, log?.message])
          .filter((text) => text !== undefined),
        attributes: otel?.attributes ?? {},
        links: links.map((link) => ({ traceId: link.trace_id, spanId: link.span_id, attributes: {} })),
      }));
  },
};
