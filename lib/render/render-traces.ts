/** Draws finished traces as trees, with each link by the name of what it points to. */
import { type HrTime, type Link, type SpanContext, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { type FinishedSpan, parentIdOf } from './finished-span.js';
import { groupBy } from './group-by.js';
import { RELATION } from '../links/link-attributes.js';
import { printable } from './printable.js';
import { formatLink } from '../links/traceparent.js';

/**
 * Names a link's target that is not among the spans drawn.
 *
 * @example
 * ```ts
 * const nameOf: NameOf = ({ spanId }) => (spanId === 'b7ad6b7169203331' ? 'Orders.place' : undefined);
 * console.log(renderTraces(recorder.spans, nameOf));
 * ```
 */
export type NameOf = (context: SpanContext) => string | undefined;

/**
 * The traces as text: a heading for each, its spans as a tree in order of their start, and under a span its links, as
 * `← relation: name of the target (its trace)`. Control characters in names are replaced, so that a name cannot write
 * to the terminal.
 *
 * @example
 * ```ts
 * console.log(renderTraces(recorder.spans));
 * ```
 */
export function renderTraces(spans: Iterable<FinishedSpan>, nameOf: NameOf = () => undefined): string {
  const all = [...spans].sort(byStart);
  const names = new Map(all.map((span) => [formatLink(span.spanContext()), span.name]));
  const name: NameOf = (context) => names.get(formatLink(context)) ?? nameOf(context);
  return [...groupBy(all, (span) => span.spanContext().traceId)]
    .map(([traceId, trace]) => renderTrace(traceId, trace, name))
    .join('\n\n');
}

function renderTrace(traceId: string, trace: readonly FinishedSpan[], nameOf: NameOf): string {
  const present = new Set(trace.map((span) => span.spanContext().spanId));
  const parentOf = (span: FinishedSpan): string => {
    const parent = parentIdOf(span);
    return parent !== undefined && present.has(parent) ? parent : '';
  };
  const children = groupBy(trace, parentOf);
  const draw = (parent: string, indent: string): string[] =>
    (children.get(parent) ?? []).flatMap((span, at, siblings) => {
      const isLast = at === siblings.length - 1;
      const below = `${indent}${isLast ? '   ' : '│  '}`;
      const { spanId } = span.spanContext();
      const rail = children.has(spanId) ? '│' : ' ';
      return [
        `${indent}${isLast ? '└─ ' : '├─ '}${renderSpan(span)}`,
        ...span.links.map((link) => `${below}${rail}    ← ${renderLink(link, span, nameOf)}`),
        ...draw(spanId, below),
      ];
    });
  const services = new Set(trace.map((span) => span.resource?.attributes['service.name']).filter(isNamed));
  const heading = [`trace ${short(traceId)}`, [...services].map(printable).join(', ')].filter((part) => part !== '');
  return [heading.join('  '), ...draw('', '')].join('\n');
}

function renderSpan(span: FinishedSpan): string {
  const { status, kind } = span;
  const parts = [printable(span.name), `${milliseconds(span.duration)} ms`];
  if (kind !== SpanKind.INTERNAL) parts.push(SpanKind[kind]);
  if (status.code === SpanStatusCode.ERROR) parts.push(`✗ ${printable(status.message ?? 'error')}`);
  return parts.join('  ');
}

function renderLink({ context, attributes }: Link, span: FinishedSpan, nameOf: NameOf): string {
  const relation = attributes?.[RELATION];
  const target = nameOf(context);
  const place = context.traceId === span.spanContext().traceId ? 'this trace' : `trace ${short(context.traceId)}`;
  const label = relation === undefined ? '' : `${printable(relation)}: `;
  const named = target === undefined ? `span ${short(context.spanId)}, not seen here` : printable(target);
  return `${label}${named} (${place})`;
}

/** SDKs call a service without a name `unknown_service`, and append the path of its program. */
function isNamed(service: unknown): boolean {
  return typeof service === 'string' && !service.startsWith('unknown_service');
}

function byStart(one: FinishedSpan, other: FinishedSpan): number {
  return one.startTime[0] - other.startTime[0] || one.startTime[1] - other.startTime[1];
}

function milliseconds([seconds, nanos]: HrTime): string {
  return (seconds * 1_000 + nanos / 1e6).toFixed(1);
}

function short(id: string): string {
  return id.slice(0, 8);
}
