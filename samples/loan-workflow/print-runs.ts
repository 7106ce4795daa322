/** Prints the runs as a backend shows them, and as the ledger does. */
import type { SpanContext } from '@opentelemetry/api';
import { formatLink } from 'spanlink';
import { type FinishedSpan, renderTraces } from 'spanlink/console';
import { renderHistory, type RunHistory } from 'spanlink/workflow';
import { nameOf } from './checks.js';

/** The traces with links to or from them; the others are the workers' own activity. */
export function printRuns(histories: readonly RunHistory[], spans: readonly FinishedSpan[]): void {
  const linked = new Set(
    spans.flatMap((span) => span.links.flatMap(({ context }) => [context.traceId, span.spanContext().traceId])),
  );
  // the span of a killed attempt was never exported; the ledger has its name
  const attempts = histories.flatMap((history) => history.attempts);
  const nameOfKilled = (context: SpanContext): string | undefined => {
    const attempt = attempts.find(
      ({ spanContext }) => spanContext !== undefined && formatLink(spanContext) === formatLink(context),
    );
    return attempt === undefined ? undefined : `${nameOf(attempt)}, never exported`;
  };
  console.log(
    renderTraces(
      spans.filter((span) => linked.has(span.spanContext().traceId)),
      nameOfKilled,
    ),
  );
  for (const history of histories) console.log(`\n${renderHistory(history)}`);
  console.log();
}
