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
    const size = [otlpSpan(span), resourceOf(span), scopeOf(span)].reduce((sum, part) => sum + byteLength(part), 200);
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
  const byResource = groupBy(spans, resourceOf);
  const resourceSpans = byResource.map(([resource, ofResource]) => ({
    ...resource,
    scopeSpans: groupBy(ofResource, scopeOf).map(([scope, ofScope]) => ({ ...scope, spans: ofScope.map(otlpSpan) })),
  }));
  return `${JSON.stringify({ resourceSpans })}\n`;
}

/** Returns what is around spans, each with the spans around which it is. */
function groupBy<T extends object>(spans: readonly FullSpan[], of: (span: FullSpan) => T): [around: T, FullSpan[]][] {
  const groups = new Map<string, [T, FullSpan[]]>();
  for (const span of spans) {
    const around = of(span);
    const key = JSON.stringify(around);
    const group = groups.get(key);
    if (group) group[1].push(span);
    else groups.set(key, [around, [span]]);
  }
  return [...groups.values()];
}

function resourceOf({ resource, service, resourceDropped = 0, resourceSchemaUrl = '' }: FullSpan): object {
  // views show the column that is stored beside the attributes
  const isWhole = service === '' || resource['service.name'] === service;
  return {
    resource: {
      attributes: attributesOf(isWhole ? resource : { ...resource, 'service.name': service }),
      ...countOf('droppedAttributesCount', resourceDropped),
    },
    ...textOf('schemaUrl', resourceSchemaUrl),
  };
}

function scopeOf(span: FullSpan): object {
  const { scopeName, scopeVersion, scopeAttributes = {}, scopeDropped = 0, scopeSchemaUrl = '' } = span;
  return {
    scope: {
      ...textOf('name', scopeName),
      ...textOf('version', scopeVersion),
      ...listOf('attributes', attributesOf(scopeAttributes)),
      ...countOf('droppedAttributesCount', scopeDropped),
    },
    ...textOf('schemaUrl', scopeSchemaUrl),
  };
}

function otlpSpan(span: FullSpan): object {
  const [attributes = 0, events = 0, links = 0] = span.dropped ?? [];
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...textOf('traceState', span.traceState),
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
      ...textOf('message', span.statusMessage),
    },
    ...countOf('flags', span.flags ?? 0),
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
    ...textOf('traceState', linkTraceStates[index] ?? ''),
    ...listOf('attributes', attributesOf(linkAttributes[index] ?? {})),
    ...countOf('droppedAttributesCount', linksDropped?.[index] ?? 0),
    ...countOf('flags', linkFlags?.[index] ?? 0),
  }));

// values are stored as text, and whether "42" was a number is not known
const attributesOf = (attributes: Attributes): object[] =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } }));

const byteLength = (value: object): number => Buffer.byteLength(JSON.stringify(value));
const textOf = (name: string, text: string): object => (text === '' ? {} : { [name]: text });
const listOf = (name: string, items: readonly object[]): object => (items.length > 0 ? { [name]: items } : {});
const countOf = (name: string, count: number): object => (count > 0 ? { [name]: count } : {});

const enumOf = (names: readonly string[], name: string, prefix: string): number =>
  Math.max(names.indexOf(name.toUpperCase().replace(prefix, '')), 0);
