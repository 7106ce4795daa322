/** Spans of elsewhere, for tests to link to. */
import { formatLink, parseLink } from 'spanlink';
import type { Link, SpanContext } from '@opentelemetry/api';

/** W3C `traceparent`s of three spans, each in a trace of its own. */
export const A = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
export const B = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
export const C = '00-80e1afed08e019fc1110464cfa66635c-7a085853722dc6d2-01';

/** The same span as `traceid-spanid`. */
export function idOf(traceparent: string): string {
  return traceparent.slice(3, 52);
}

/** The same span as a span context. */
export function contextOf(traceparent: string): SpanContext {
  const context = parseLink(traceparent);
  if (context === undefined) throw new Error(`${traceparent} is no traceparent`);
  return context;
}

/** The `n`th of any number of spans. */
export function nth(n: number): string {
  return `00-${(n + 1).toString(16).padStart(32, 'a')}-${(n + 1).toString(16).padStart(16, 'b')}-01`;
}

/** What links point to, as `traceid-spanid`. */
export function targetsOf(links: readonly Link[]): string[] {
  return links.map(({ context }) => formatLink(context));
}
