/** A span as a row of `otel_traces`, and rows as the text that the engine reads. */

/** A span. Times are nanoseconds since 1970, durations nanoseconds, ids lower-case hex. */
export interface Span<Attributes> {
  readonly time: bigint;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty at a root. */
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  /** `Unspecified`, `Internal`, `Server`, `Client`, `Producer` or `Consumer`. */
  readonly kind: string;
  readonly service: string;
  readonly resource: Attributes;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly attributes: Attributes;
  readonly duration: bigint;
  /** `Unset`, `Ok` or `Error`. */
  readonly status: string;
  readonly statusMessage: string;
  readonly events: readonly { readonly time: bigint; readonly name: string; readonly attributes: Attributes }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly traceState: string; readonly attributes: Attributes }[];
}

/** A span with its attributes as values. */
export type SpanRow = Span<Readonly<Record<string, string>>>;

/** A span with its attributes as JSON text, as `mapText` makes it. */
export type SpanText = Span<string>;

/** The same span, with its attributes as text. */
export const toText = (row: SpanRow): SpanText => ({
  ...row,
  resource: mapText(Object.entries(row.resource)),
  attributes: mapText(Object.entries(row.attributes)),
  events: row.events.map((event) => ({ ...event, attributes: mapText(Object.entries(event.attributes)) })),
  links: row.links.map((link) => ({ ...link, attributes: mapText(Object.entries(link.attributes)) })),
});

/** A line of JSONCompactEachRow, its values in the order of `SPAN_COLUMNS`; without a scope's columns, the scope is two attributes. */
export function lineOf(span: SpanText, hasScope: boolean = true): string {
  const { events, links } = span;
  const scope = hasScope ? `${quote(span.scopeName)},${quote(span.scopeVersion)},${span.attributes}` : withScope(span);
  const happened = events.length === 0 ? '[],[],[]' : `${list(events, (event) => String(event.time))},${list(events, (event) => quote(event.name))},${list(events, (event) => event.attributes)}`;
  const linked =
    links.length === 0
      ? '[],[],[],[]'
      : `${list(links, (link) => quote(link.traceId))},${list(links, (link) => quote(link.spanId))},${list(links, (link) => quote(link.traceState))},${list(links, (link) => link.attributes)}`;
  return `[${span.time},${quote(span.traceId)},${quote(span.spanId)},${quote(span.parentSpanId)},${quote(span.traceState)},${quote(span.name)},${quote(span.kind)},${quote(span.service)},${span.resource},${scope},${span.duration},${quote(span.status)},${quote(span.statusMessage)},${happened},${linked}]\n`;
}

/** Attributes as JSON. */
export function mapText(entries: Iterable<readonly [string, string]>): string {
  let text = '';
  for (const [key, value] of entries) text += `${text === '' ? '' : ','}${quote(key)}:${quote(value)}`;
  return `{${text}}`;
}

// what JSON has to escape, and halves of a surrogate pair, which the engine refuses
const SPECIAL = /["\\\u0000-\u001f\ud800-\udfff]/;

/** A string as JSON. */
export const quote = (text: string): string => (SPECIAL.test(text) ? JSON.stringify(text.toWellFormed()) : `"${text}"`);

const list = <T>(items: readonly T[], text: (item: T) => string): string => `[${items.map(text).join(',')}]`;

function withScope({ attributes, scopeName, scopeVersion }: SpanText): string {
  const scope = Object.entries({ 'otel.scope.name': scopeName, 'otel.scope.version': scopeVersion }).filter(([, value]) => value !== '');
  const parts = [attributes, mapText(scope)].map((map) => map.slice(1, -1)).filter((part) => part !== '');
  return `{${parts.join(',')}}`;
}
