/** The causes of spans in a list of spans. */
import type { CausalLink, SpanSummary } from '../../../api/answers.js';
import { nameOf, refKey, relationOf } from './words.js';

/** Returns a function that writes a line for each link of a span: `  ← retry_of: charge, span 00f067aa0ba902b7`. */
export function describeCauses(
  links: readonly CausalLink[],
  spans: readonly SpanSummary[],
): (span: SpanSummary) => readonly string[] {
  const names = new Map(spans.map((span) => [refKey(span), nameOf(span.name)]));
  const linksOf = new Map<string, CausalLink[]>(spans.map((span) => [refKey(span), []]));
  for (const link of links) linksOf.get(refKey(link.effect))?.push(link);
  return (span) =>
    (linksOf.get(refKey(span)) ?? []).map((link) => {
      const name = names.get(refKey(link.cause)) ?? `trace ${link.cause.traceId}`;
      return `  ← ${relationOf(link)}: ${name}, span ${link.cause.spanId}`;
    });
}
