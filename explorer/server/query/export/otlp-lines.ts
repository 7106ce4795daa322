/** Writes spans as lines of OTLP in JSON. */
import type { Attributes, FullSpan } from './full-spans.js';

/**
 * The bytes of a line, unless a single span has more: the Collector's receiver of such files takes lines of up to a
 * mebibyte.
 */
const MAX_LINE = 900_000;

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUSES = ['UNSET', 'OK', 'ERROR'];

/** Yields an ExportTraceServiceRequest on each line, with the end of the line. */
export function* otlpLines(spans: readonly FullSpan[]): Generator<string> {
  let line: FullSpan[] = [];
  let length = 0;
  for (const span of spans) {
    const size =
      byteLength(otlpSpan(span)) + byteLength(attributesOf(resourceOf(span))) + byteLength(scopeOf(span)) + 200;
    if (line.length > 0 && length + size > MAX_LINE) {
      yield lineOf(line);
      [line, length] = [[], 0];
    }
    line.push(span);
    length += size;
  }
  if (line.length > 0) yield lineOf(line);
}

function lineOf(spans: readonly FullSpan[]): string {
  const byResource = new Map<string, Map<string, FullSpan[]>>();
  for (const span of spans) {
    const resource = JSON.stringify({ attributes: attributesOf(resourceOf(span)) });
    const scopes = byResource.get(resource) ?? new Map<string, FullSpan[]>();
    byResource.set(resource, scopes);
    const scope = JSON.stringify(scopeOf(span));
    scopes.set(scope, [...(scopes.get(scope) ?? []), span]);
  }
  const resourceSpans = [...byResource].map(([resource, scopes]) => ({
    resource: JSON.parse(resource) as object,
    scopeSpans: [...scopes].map(([scope, ofScope]) => ({
      scope: JSON.parse(scope) as object,
      spans: ofScope.map(otlpSpan),
    })),
  }));
  return `${JSON.stringify({ resourceSpans })}\n`;
}

/** Returns the attributes of the resource, of which views show the column that is stored beside them. */
const resourceOf = ({ resource, service }: FullSpan): Attributes =>
  service === '' || resource['service.name'] === service ? resource : { ...resource, 'service.name': service };

const scopeOf = ({ scopeName, scopeVersion }: FullSpan): object => ({
  ...(scopeName !== '' && { name: scopeName }),
  ...(scopeVersion !== '' && { version: scopeVersion }),
});

function otlpSpan(span: FullSpan): object {
  const [attributes = 0, events = 0, links = 0] = span.dropped ?? [];
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.traceState !== '' && { traceState: span.traceState }),
    ...(/[^0]/.test(span.parentSpanId) && { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: enumOf(KINDS, span.kind, 'SPAN_KIND_'),
    startTimeUnixNano: span.start,
    endTimeUnixNano: String(BigInt(span.start) + BigInt(span.duration)),
    ...listOf('attributes', attributesOf(span.attributes)),
    ...countOf('droppedAttributesCount', attributes),
    ...listOf('events', eventsOf(span)),
    ...countOf('droppedEventsCount', events),
    ...listOf('links', linksOf(span)),
    ...countOf('droppedLinksCount', links),
    status: {
      code: enumOf(STATUSES, span.status, 'STATUS_CODE_'),
      ...(span.statusMessage !== '' && { message: span.statusMessage }),
    },
  };
}

const eventsOf = ({ eventTimes, eventNames, eventAttributes, eventsDropped }: FullSpan): object[] =>
  eventNames.map((name, index) => ({
    timeUnixNano: eventTimes[index] ?? '0',
    name,
    ...listOf('attributes', attributesOf(eventAttributes[index] ?? {})),
    ...countOf('droppedAttributesCount', eventsDropped?.[index] ?? 0),
  }));

const linksOf = ({
  linkTraceIds,
  linkSpanIds,
  linkTraceStates,
  linkAttributes,
  linksDropped,
  linkFlags,
}: FullSpan): object[] =>
  linkTraceIds.map((traceId, index) => ({
    traceId,
    spanId: linkSpanIds[index] ?? '',
    ...((linkTraceStates[index] ?? '') !== '' && { traceState: linkTraceStates[index] }),
    ...listOf('attributes', attributesOf(linkAttributes[index] ?? {})),
    ...countOf('droppedAttributesCount', linksDropped?.[index] ?? 0),
    ...countOf('flags', linkFlags?.[index] ?? 0),
  }));

// values are stored as text, and whether "42" was a number is not known
const attributesOf = (attributes: Attributes): object[] =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } }));

const byteLength = (value: object): number => Buffer.byteLength(JSON.stringify(value));
const listOf = (name: string, items: readonly object[]): object => (items.length > 0 ? { [name]: items } : {});
const countOf = (name: string, count: number): object => (count > 0 ? { [name]: count } : {});

const enumOf = (names: readonly string[], name: string, prefix: string): number =>
  Math.max(names.indexOf(name.toUpperCase().replace(prefix, '')), 0);
