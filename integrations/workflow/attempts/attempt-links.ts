/** Selects the links of an attempt among the attempts that the ledger returned. */
import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import { count } from '../../../lib/global/report.js';
import type { Attempt, Opened, RecordedLink } from '../../../lib/ledger/ledger.js';
import { relationAttributes } from '../../../lib/links/link-attributes.js';
import type { Relation } from '../../../lib/links/link-options.js';
import { readFields } from '../../../lib/sources/headers/read-carrier.js';
import type { StageOrder } from './stage-declaration.js';

/** The facts about the new attempt that its links depend on. */
export interface NewAttempt {
  readonly item: string;
  /** The id of this process, whose running attempts have not died. */
  readonly process: string;
  /** The parent of the attempt's span. */
  readonly parent: SpanContext | undefined;
}

/**
 * Selects the links of an attempt, the nearest cause first.
 *
 * @param opened The ledger's answer, with the attempts before this one.
 * @param order The stages that the attempt's stage names.
 */
export function selectLinks(
  { earlier, others, first, last, continued, origin }: Opened,
  order: StageOrder,
  { item, process, parent }: NewAttempt,
): readonly RecordedLink[] {
  const links: RecordedLink[] = [];
  for (const attempt of earlier) if (attempt.status === 'failed') add(links, attempt, 'retry_of');
  for (const attempt of earlier)
    if (attempt.status === 'running' && attempt.process !== process) add(links, attempt, 'resumes');
  for (const attempt of attemptsAt(others, order.compensates, item)) add(links, attempt, 'compensates');
  for (const attempt of gaveUp(attemptsAt(others, order.deadLetterOf, item))) add(links, attempt, 'dead_letter_of');
  for (const stage of order.after)
    for (const attempt of attemptsAt(others, stage, item)) add(links, attempt, 'previous');
  if (last === undefined) add(links, continued, 'previous');
  // the stage that calls this one is its parent, and not before it
  else if (order.after.length === 0 && (parent === undefined || last.traceparent?.includes(parent.spanId) !== true))
    addLast(links, last, earlier);
  if (origin === undefined) add(links, first, 'origin');
  else links.push({ traceparent: origin.traceparent, tracestate: origin.tracestate, relation: 'origin' });
  return links;
}

/** Converts recorded links to OpenTelemetry's; unreadable ones are counted. */
export function toLinks(recorded: readonly RecordedLink[]): Link[] {
  const links: Link[] = [];
  for (const link of recorded) {
    const context = readFields(link, link.traceparent);
    if (context !== undefined) links.push({ context, attributes: relationAttributes(link.relation) as Attributes });
  }
  count('links.unreadable', recorded.length - links.length);
  return links;
}

/** Returns the attempts at a stage: those at the same item, if any, as each item goes its own way; otherwise all. */
function attemptsAt(others: readonly Attempt[], stage: string | undefined, item: string): readonly Attempt[] {
  const all = others.filter((attempt) => attempt.stage === stage);
  const same = item === '' ? [] : all.filter((attempt) => attempt.item === item);
  return same.length > 0 ? same : all;
}

/** Returns the attempts that did not complete; all of them, if the stage caught its failure and completed. */
function gaveUp(attempts: readonly Attempt[]): readonly Attempt[] {
  const failed = attempts.filter(({ status }) => status !== 'completed');
  return failed.length > 0 ? failed : attempts;
}

function addLast(links: RecordedLink[], last: Attempt, earlier: readonly Attempt[]): void {
  if (!links.some(({ traceparent }) => traceparent === last.traceparent)) return add(links, last, 'previous');
  // and to those before that attempt, whose own span may have died with its process
  const own = earlier.find(({ traceparent }) => traceparent === last.traceparent);
  for (const link of own?.links ?? []) if (link.relation === 'previous') links.push(link);
}

function add(links: RecordedLink[], attempt: Attempt | undefined, relation: Relation): void {
  if (attempt?.traceparent !== undefined)
    links.push({ traceparent: attempt.traceparent, tracestate: attempt.tracestate, relation });
}
