/** Jaeger's JSON, as its UI saves and its `/api/traces` answers it, as OTLP. */
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

const KINDS = ['internal', 'server', 'client', 'producer', 'consumer'];
const STATUS_CODES: Readonly<Record<string, number>> = { OK: 1, ERROR: 2 };
/** The tags in which OpenTelemetry writes what Jaeger has no field for. */
const FIELD_TAGS = new Set([
  ...['span.kind', 'otel.status_code', 'otel.status_description', 'w3c.tracestate'],
  ...['otel.scope.name', 'otel.scope.version', 'otel.library.name', 'otel.library.version'],
]);

/** Returns an ExportTraceServiceRequest of OTLP/JSON. Throws an `ExportError` that tells what is wrong. */
export function jaegerToOtlp({ around, spans }: SpanGroup, maxSpans: number): object {
  if (spans.length > maxSpans) throw invalid(`there are more than ${maxSpans} spans`);
  const processes = around.processes === undefined ? {} : parseObject(around.processes);
  return {
    resourceSpans: spans.map(({ bytes }) => {
      const span = parseObject(bytes);
      const process = asFields(span.process) ?? asFields(processes[asText(span.processID)]) ?? {};
      const tags = tagsOf(span.tags);
      const tag = (...keys: string[]): string => asText(keys.map((key) => tags.get(key)).find((value) => value) ?? '');
      const scope = {
        name: tag('otel.scope.name', 'otel.library.name'),
        version: tag('otel.scope.version', 'otel.library.version'),
      };
      return { resource: resourceOf(process), scopeSpans: [{ scope, spans: [spanOf(span, tags)] }] };
    }),
  };
}

function resourceOf(process: Fields): object {
  const service = asText(process.serviceName);
  return {
    attributes: [...(service === '' ? [] : [textAttribute('service.name', service)]), ...attributesOf(process.tags)],
  };
}

function spanOf(span: Fields, tags: ReadonlyMap<string, unknown>): object {
  const start = asNanos(span.startTime, 'startTime');
  const duration = span.duration === undefined ? 0n : asNanos(span.duration, 'duration');
  const traceId = asId(span.traceID, 32);
  const references = objectsOf(span.references);
  // the caller is of the same trace; what else a span refers to are its causes
  const parent = references.find((one) => one.refType === 'CHILD_OF' && asId(one.traceID, 32) === traceId);
  const kind = asText(tags.get('span.kind')).toLowerCase();
  return {
    traceId,
    spanId: asId(span.spanID, 16),
    parentSpanId: asId(parent?.spanID ?? span.parentSpanID, 16),
    traceState: asText(tags.get('w3c.tracestate')),
    name: asText(span.operationName),
    kind: KINDS.indexOf(kind) + 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + duration),
    attributes: attributesOf(span.tags).filter(({ key }) => !FIELD_TAGS.has(key)),
    status: statusOf(tags),
    events: objectsOf(span.logs).map(eventOf),
    links: references.filter((reference) => reference !== parent).map(linkOf),
  };
}

const linkOf = (reference: Fields): object => ({
  traceId: asId(reference.traceID, 32),
  spanId: asId(reference.spanID, 16),
  attributes: [textAttribute('opentracing.ref_type', asText(reference.refType).toLowerCase())],
});

function eventOf({ timestamp, fields }: Fields): object {
  const attributes = attributesOf(fields);
  return {
    timeUnixNano: String(asNanos(timestamp, 'the timestamp of a log')),
    name: asText(tagsOf(fields).get('event')),
    attributes: attributes.filter(({ key }) => key !== 'event'),
  };
}

function statusOf(tags: ReadonlyMap<string, unknown>): object {
  const code = STATUS_CODES[asText(tags.get('otel.status_code')).toUpperCase()];
  const isError = asText(tags.get('error')) === 'true';
  return { code: code ?? (isError ? 2 : 0), message: asText(tags.get('otel.status_description')) };
}

const tagsOf = (tags: unknown): Map<string, unknown> =>
  new Map(objectsOf(tags).map(({ key, value }) => [asText(key), value]));

/** A tag of another type than it says is stored as it is. */
function attributesOf(tags: unknown): Attribute[] {
  return objectsOf(tags).flatMap(({ key, type, value }) => {
    if (typeof key !== 'string') return [];
    const text = typeof value === 'boolean' ? '' : asText(value);
    if (type === 'int64' && /^-?\d+$/.test(text)) return [{ key, value: { intValue: value } }];
    if (type === 'binary' && typeof value === 'string') return [{ key, value: { bytesValue: value } }];
    if (type === 'float64' && /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text))
      return [{ key, value: { doubleValue: value } }];
    return [attributeOf(key, value)];
  });
}
