/** Zipkin's JSON, version 2 and 1, as OTLP. */
import {
  asFields,
  asId,
  asNanos,
  asText,
  attributeOf,
  invalid,
  objectsOf,
  parseObject,
  textAttribute,
} from './foreign-json.js';
import type { Attribute, Fields } from './foreign-json.js';
import type { SpanGroup } from './span-group.js';
import { isZipkin1, zipkin1To2 } from './zipkin-1.js';

const KINDS = ['SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUS_CODES: Readonly<Record<string, number>> = { OK: 1, ERROR: 2, STATUS_CODE_OK: 1, STATUS_CODE_ERROR: 2 };
/** The tags in which OpenTelemetry writes what Zipkin has no field for. */
const FIELD_TAGS = new Set([
  ...['otel.status_code', 'otel.status_description', 'w3c.tracestate'],
  ...['otel.scope.name', 'otel.scope.version', 'otel.library.name', 'otel.library.version'],
]);
/** A tag with a link, as the Collector's exporter writes it: ids, trace state, attributes, and what was dropped. */
const LINK_TAG = /^otlp\.link\.\d+$/;
const LINK = /^([^|]*)\|([^|]*)\|([^|]*)\|(.*)\|(\d{1,9})$/s;

/** Returns an ExportTraceServiceRequest of OTLP/JSON. Throws an `ExportError` that tells what is wrong. */
export function zipkinToOtlp({ spans }: SpanGroup, maxSpans: number): object {
  if (spans.length > maxSpans) throw invalid(`there are more than ${maxSpans} spans`);
  const found = spans.map(({ bytes }) => parseObject(bytes));
  return { resourceSpans: found.flatMap((span) => (isZipkin1(span) ? zipkin1To2(span) : [span])).map(resourceSpans) };
}

function resourceSpans(span: Fields): object {
  const tags = asFields(span.tags) ?? {};
  const service = asText(asFields(span.localEndpoint)?.serviceName);
  const scope = {
    name: asText(tags['otel.scope.name'] ?? tags['otel.library.name']),
    version: asText(tags['otel.scope.version'] ?? tags['otel.library.version']),
  };
  return {
    resource: { attributes: service === '' ? [] : [textAttribute('service.name', service)] },
    scopeSpans: [{ scope, spans: [spanOf(span, tags)] }],
  };
}

function spanOf(span: Fields, tags: Fields): object {
  const events = objectsOf(span.annotations).map(eventOf);
  // an unfinished span may have no time of its own
  const start = span.timestamp === undefined ? events[0]?.time : asNanos(span.timestamp, 'timestamp');
  if (start === undefined) throw invalid('a span has no timestamp');
  const duration = span.duration === undefined ? 0n : asNanos(span.duration, 'duration');
  const links = Object.entries(tags).flatMap(([key, value]) =>
    LINK_TAG.test(key) ? (linkOf(asText(value)) ?? []) : [],
  );
  return {
    traceId: asId(span.traceId, 32),
    spanId: asId(span.id, 16),
    parentSpanId: asId(span.parentId, 16),
    traceState: asText(tags['w3c.tracestate']),
    name: asText(span.name),
    kind: kindOf(asText(span.kind)),
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + duration),
    attributes: attributesOf(span, tags),
    status: statusOf(tags),
    events: events.map(({ time, name }) => ({ timeUnixNano: String(time), name })),
    links,
  };
}

const kindOf = (kind: string): number => {
  const index = KINDS.indexOf(kind.toUpperCase());
  // 1 is a span that neither calls nor is called, which has no kind in Zipkin
  return index < 0 ? 1 : index + 2;
};

const eventOf = ({ timestamp, value }: Fields): { time: bigint; name: string } => ({
  time: asNanos(timestamp, 'the timestamp of an annotation'),
  name: asText(value),
});

function statusOf(tags: Fields): object {
  const code = STATUS_CODES[asText(tags['otel.status_code']).toUpperCase()];
  const { error } = tags;
  if (code === undefined && error === undefined) return {};
  const text = asText(error);
  return {
    code: code ?? (text === 'false' ? 0 : 2),
    message: asText(tags['otel.status_description']) || (text === 'true' || text === 'false' ? '' : text),
  };
}

function attributesOf(span: Fields, tags: Fields): Attribute[] {
  const { serviceName, ipv4, ipv6, port } = asFields(span.remoteEndpoint) ?? {};
  const remote: Fields = {
    'peer.service': serviceName,
    'network.peer.address': ipv4 ?? ipv6,
    'network.peer.port': port,
  };
  const known = Object.entries(tags).filter(([key]) => !FIELD_TAGS.has(key) && !isLink(key, tags[key]));
  const missing = Object.entries(remote).filter(
    ([key, value]) => value !== undefined && value !== null && value !== '' && value !== 0 && !Object.hasOwn(tags, key),
  );
  return [...known, ...missing].map(([key, value]) => attributeOf(key, value));
}

const isLink = (key: string, value: unknown): boolean => LINK_TAG.test(key) && linkOf(asText(value)) !== undefined;

/** Reads the tag of a link; undefined if it is none. */
function linkOf(text: string): object | undefined {
  const [, traceId, spanId, traceState, attributes = '', dropped] = LINK.exec(text) ?? [];
  if (traceId === undefined) return undefined;
  try {
    return {
      traceId: asId(traceId.replaceAll('"', ''), 32),
      spanId: asId(spanId?.replaceAll('"', ''), 16),
      traceState,
      attributes: Object.entries(parseObject(Buffer.from(attributes))).map(([key, value]) => attributeOf(key, value)),
      droppedAttributesCount: Number(dropped),
    };
  } catch {
    return undefined;
  }
}
