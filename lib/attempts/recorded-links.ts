/** Links as a ledger records them. */
import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import { count } from '../global/report.js';
import type { Attempt, RecordedLink } from '../ledger/ledger.js';
import { relationAttributes } from '../links/link-attributes.js';
import type { Relation } from '../links/link-options.js';
import { formatTraceparent } from '../links/traceparent.js';
import { readFields } from '../sources/headers/read-carrier.js';

/** Converts recorded links to OpenTelemetry's; unreadable ones are counted. */
export function toLinks(recorded: readonly RecordedLink[]): Link[] {
  const links: Link[] = [];
  for (const link of recorded) {
    const context = readFields(link, link.traceparent);
    if (context !== undefined) links.push({ context, attributes: relationAttributes(link.relation) as Attributes });
  }
  count('links.unreadable', '', recorded.length - links.length);
  return links;
}

/** Converts a span context to a recorded link. */
export function toRecordedLink(context: SpanContext, relation: Relation): RecordedLink {
  return { traceparent: formatTraceparent(context), tracestate: context.traceState?.serialize(), relation };
}

/** Adds a link to an attempt, unless its span has not started. */
export function addLink(links: RecordedLink[], attempt: Attempt | undefined, relation: Relation): void {
  const { traceparent, tracestate } = attempt ?? {};
  if (traceparent !== undefined) links.push({ traceparent, tracestate, relation });
}

/**
 * Adds the links to earlier attempts at the same work, the nearest cause first: those that failed (`retry_of`), were
 * suspended (`previous`), or whose process died (`resumes`).
 *
 * @param isCaller Returns true for an attempt that runs around the new one.
 */
export function addRetried(
  links: RecordedLink[],
  earlier: readonly Attempt[],
  process: string,
  isCaller: (attempt: Attempt) => boolean = () => false,
): void {
  for (const attempt of earlier) if (attempt.status === 'failed') addLink(links, attempt, 'retry_of');
  const hung = findHung(earlier, (attempt) => attempt.process === process && !isCaller(attempt));
  addLink(links, hung, 'retry_of');
  for (const attempt of earlier) if (attempt.status === 'suspended') addLink(links, attempt, 'previous');
  for (const attempt of earlier)
    if (attempt.status === 'running' && attempt.process !== process) addLink(links, attempt, 'resumes');
}

/**
 * Returns the last attempt of this process, if it has neither ended nor been retried: whoever calls again waits for it
 * no longer. It is retried and not resumed, as nothing of it died.
 */
function findHung(earlier: readonly Attempt[], isOwn: (attempt: Attempt) => boolean): Attempt | undefined {
  const newest = earlier.findLast((attempt) => attempt.status !== 'running' || isOwn(attempt));
  return newest?.status === 'running' ? newest : undefined;
}
