/** Spans of an OTLP request as rows, with what is invalid left out and what is too long cut. */
import { mapText } from '../store/row.js';
import type { SpanText } from '../store/row.js';
import type { ExportRequest, KeyValue, OtlpLink, OtlpSpan } from './otlp.js';
import { Tally } from './tally.js';
import { bufferOf, lastOfEach, textOf, unsigned } from './value.js';

const KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'];
const STATUSES = ['Unset', 'Ok', 'Error'];

// the engine's tables keep rows by day, and its dates end here
const LATEST = 4_294_967_295n * 1_000_000_000n;

/** Gives each span that can be stored to `take`; `cut` is the longest text in characters. */
export function readSpans(request: ExportRequest, cut: number, take: (span: SpanText) => void): Tally {
  const tally = new Tally();
  const short = (text: string): string => {
    if (text.length <= cut) return text;
    tally.add('texts');
    return text.slice(0, cut);
  };
  const attributesOf = (attributes: readonly KeyValue[]): string =>
    attributes.length === 0 ? '{}' : mapText(lastOfEach(attributes).map(({ key, value }) => [short(key), short(textOf(value))]));
  const linkOf = (link: OtlpLink): SpanText['links'][number] | undefined => {
    const traceId = idOf(link.traceId, 16);
    const spanId = idOf(link.spanId, 8);
    if (traceId !== '' && spanId !== '') return { traceId, spanId, traceState: short(link.traceState), attributes: attributesOf(link.attributes) };
    tally.add('links');
    return undefined;
  };
  const spanOf = (span: OtlpSpan, owner: Pick<SpanText, 'resource' | 'service' | 'scopeName' | 'scopeVersion'>): SpanText | undefined => {
    const traceId = idOf(span.traceId, 16);
    const spanId = idOf(span.spanId, 8);
    const time = unsigned(span.startTimeUnixNano);
    if (traceId === '' || spanId === '' || time > LATEST) {
      tally.add(traceId === '' ? 'traceId' : spanId === '' ? 'spanId' : 'time');
      return undefined;
    }
    const end = unsigned(span.endTimeUnixNano);
    return {
      // one by one: spreading them takes longer than all the rest
      resource: owner.resource,
      service: owner.service,
      scopeName: owner.scopeName,
      scopeVersion: owner.scopeVersion,
      time,
      traceId,
      spanId,
      parentSpanId: idOf(span.parentSpanId, 8),
      traceState: short(span.traceState),
      name: short(span.name),
      kind: KINDS[span.kind] ?? 'Unspecified',
      attributes: attributesOf(span.attributes),
      duration: end > time ? end - time : 0n,
      status: STATUSES[span.status?.code ?? 0] ?? 'Unset',
      statusMessage: short(span.status?.message ?? ''),
      events: span.events.map((event) => ({ time: at(unsigned(event.timeUnixNano)), name: short(event.name), attributes: attributesOf(event.attributes) })),
      links: span.links.map(linkOf).filter((link) => link !== undefined),
    };
  };

  for (const { resource, scopeSpans } of request.resourceSpans) {
    const attributes = resource?.attributes ?? [];
    const named = attributes.findLast(({ key }) => key === 'service.name');
    const owner = { resource: attributesOf(attributes), service: short(textOf(named?.value)) };
    for (const { scope, spans } of scopeSpans) {
      const scoped = { ...owner, scopeName: short(scope?.name ?? ''), scopeVersion: short(scope?.version ?? '') };
      for (const span of spans) {
        const row = spanOf(span, scoped);
        if (row === undefined) continue;
        tally.accepted += 1;
        take(row);
      }
    }
  }
  return tally;
}

const at = (time: bigint): bigint => (time > LATEST ? LATEST : time);

const ZERO = '0'.repeat(32);

/** Hex of an id; empty where it is invalid. */
function idOf(bytes: Uint8Array, length: number): string {
  if (bytes.length !== length) return '';
  const hex = bufferOf(bytes).toString('hex');
  return ZERO.startsWith(hex) ? '' : hex;
}
