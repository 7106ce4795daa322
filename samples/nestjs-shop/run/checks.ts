/** Checks the traces: each expected link, and no other. */
import { formatLink } from 'spanlink';
import type { FinishedSpan } from 'spanlink/console';
import { expectedLinks } from './expected-links.js';

/** The result of one check. */
export interface Check {
  readonly label: string;
  readonly passed: boolean;
}

/** One check for each expected link, and one for each unexpected link. */
export function checkLinks(spans: readonly FinishedSpan[]): Check[] {
  const found = linksOf(spans);
  const expected = expectedLinks();
  const surplus = withoutFirst(found, expected);
  const missing = withoutFirst(expected, found);
  return [
    ...expected.map((label) => ({ label, passed: !missing.includes(label) })),
    ...surplus.map((label) => ({ label: `not expected: ${label}`, passed: false })),
    { label: `${found.length} links in all, ${expected.length} expected`, passed: found.length === expected.length },
  ];
}

/** Every link, as `from ← relation: to`. */
function linksOf(spans: readonly FinishedSpan[]): string[] {
  const names = namesOf(spans);
  const nameOf = (key: string): string => names.get(key) ?? 'a span that was not recorded';
  return spans.flatMap((span) =>
    span.links.map(
      ({ context, attributes }) =>
        `${nameOf(keyOf(span))} ← ${String(attributes?.['spanlink.relation'])}: ${nameOf(formatLink(context))}`,
    ),
  );
}

/** The spans by name, with the order and the attempt of the stage in their trace; a trace is about one order. */
function namesOf(spans: readonly FinishedSpan[]): Map<string, string> {
  const stages = new Map(
    spans
      .filter(({ attributes }) => 'spanlink.stage.name' in attributes)
      .map((span) => [span.spanContext().traceId, span]),
  );
  return new Map(
    spans.map((span) => {
      const { 'spanlink.workflow.run_id': order, 'spanlink.stage.attempt': attempt = 1 } =
        stages.get(span.spanContext().traceId)?.attributes ?? {};
      const name = order === undefined ? span.name : `${span.name} ${String(order)}`;
      return [keyOf(span), Number(attempt) > 1 ? `${name}, attempt ${String(attempt)}` : name];
    }),
  );
}

function keyOf(span: FinishedSpan): string {
  return formatLink(span.spanContext());
}

/** The lines left over when each of the others has cancelled out one equal line. */
function withoutFirst(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...lines];
  for (const other of others) if (left.includes(other)) left.splice(left.indexOf(other), 1);
  return left;
}
