/** Datadog's agent: traces as MessagePack (v0.4), with 64 bits of the ids in each span. */
import { Unpackr } from 'msgpackr';
import type { NeutralLink, NeutralSpan } from '../neutral-span';
import type { Protocol } from './agent';

interface DatadogSpan {
  readonly trace_id: bigint | number;
  readonly span_id: bigint | number;
  readonly parent_id: bigint | number;
  readonly resource: string;
  readonly error: number;
  readonly meta: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
}

const unpackr = new Unpackr({ int64AsType: 'bigint', mapsAsObjects: true });

export const datadog: Protocol = {
  answer: () => ({ rate_by_service: {} }),
  decode: (received) =>
    received
      .filter(({ path }) => path === '/v0.4/traces')
      .flatMap(({ body }) => unpackr.unpack(body) as DatadogSpan[][])
      .flatMap((chunk) => {
        // the upper half of the trace's id stands in the first span of a chunk alone
        const upper = chunk[0]?.meta['_dd.p.tid'] ?? '';
        return chunk.map((span) => neutral(span, upper));
      }),
};

function neutral(
  { trace_id, span_id, parent_id, resource, error, meta, metrics }: DatadogSpan,
  upper: string,
): NeutralSpan {
  const links = JSON.parse(meta['_dd.span_links'] ?? '[]') as Partial<
    NeutralLink & { trace_id: string; span_id: string }
  >[];
  return {
    traceId: upper.padStart(16, '0') + hex(trace_id),
    spanId: hex(span_id),
    parentId: parent_id ? hex(parent_id) : undefined,
    name: resource,
    isError: error === 1,
    failures: [meta['error.type'], meta['error.message']].filter((text) => text !== undefined),
    attributes: { ...meta, ...metrics },
    links: links.map(({ trace_id = '', span_id = '', attributes = {} }) => ({
      traceId: trace_id,
      spanId: span_id,
      attributes,
    })),
  };
}

function hex(id: bigint | number): string {
  return id.toString(16).padStart(16, '0');
}
