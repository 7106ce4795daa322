/** Selects the links of an attempt among the attempts that the ledger returned. */
import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import { count } from '../../../lib/global/report.js';
import type { Attempt, Opened, RecordedLink } from '../../../lib/ledger/ledger.js';
import { relationAttributes } from '../../../lib/links/link-attributes.js';
import type { Relation } from '../../../lib/links/link-options.js';
import { readFields } from '../../../lib/sources/headers/read-carrier.js';
import type { RunningAttempt } from './running-attempts.js';
import type { StageOrder } from './stage-declaration.js';

/** The facts about the new attempt that its links depend on. */
export interface NewAttempt {
  readonly item: string;
  /** The id of this process. */
  readonly process: string;
  /** The parent of the attempt's span; `undefined` if that begins a trace. */
  readonly parent: SpanContext | undefined;
  /** The attempts that run around the call, the outermost first: they call this one, and are not before it. */
  readonly callers: readonly RunningAttempt[];
  /** `false` if there may be more of them, as no context manager tells of them; then any that runs here may be one. */
  readonly areCallersKnown: boolean;
  /** `true` if the attempt begins a trace although it has a caller, which becomes a link. */
  readonly isRoot: boolean;
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
  { item, process, parent, callers, areCallersKnown, isRoot }: NewAttempt,
): readonly RecordedLink[] {
  const links: RecordedLink[] = [];
  const isCaller = (attempt: Pick<Attempt, 'traceparent'> & Partial<Attempt>): boolean =>
    (callers.length > 0 && callers.some(({ traceparent }) => traceparent === attempt.traceparent)) ||
    (!areCallersKnown && attempt.status === 'running' && attempt.process === process);
  const addPrevious = (attempt: Attempt | undefined): void => {
    if (attempt !== undefined && !isCaller(attempt)) add(links, attempt, 'previous');
  };
  for (const attempt of earlier) if (attempt.status === 'failed') add(links, attempt, 'retry_of');
  const hung = findHung(earlier, (attempt) => attempt.process === process && !isCaller(attempt));
  add(links, hung, 'retry_of');
  for (const attempt of earlier) if (attempt.status === 'suspended') add(links, attempt, 'previous');
  for (const attempt of earlier)
    if (attempt.status === 'running' && attempt.process !== process) add(links, attempt, 'resumes');
  for (const attempt of attemptsAt(others, order.compensates, item)) add(links, attempt, 'compensates');
  for (const attempt of gaveUp(attemptsAt(others, order.deadLetterOf, item))) add(links, attempt, 'dead_letter_of');
  for (const stage of order.after) for (const attempt of attemptsAt(others, stage, item)) addPrevious(attempt);
  if (last === undefined) addPrevious(continued);
  // the span that this one is a child of is not before it, wherever that runs
  else if (order.after.length === 0 && !isCaller(last) && !isSpanOf(last, parent)) {
    const known = links.find(({ traceparent }) => traceparent === last.traceparent);
    if (known === undefined) add(links, last, 'previous');
    // and to those before that attempt, whose own span may have died with its process
    else if (known.relation !== 'previous') links.push(...previousOf(last, earlier).filter((link) => !isCaller(link)));
  }
  const caller = isRoot ? callers.at(-1) : undefined;
  if (caller !== undefined) links.push(asLink(caller, 'caller'));
  if (origin === undefined) add(links, first, 'origin');
  else links.push(asLink(origin, 'origin'));
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

/**
 * Returns the last attempt of this process, if it has neither ended nor been retried: whoever calls the stage again
 * waits for it no longer. It is retried and not resumed, as nothing of it died.
 */
function findHung(earlier: readonly Attempt[], isOwn: (attempt: Attempt) => boolean): Attempt | undefined {
  const newest = earlier.findLast((attempt) => attempt.status !== 'running' || isOwn(attempt));
  return newest?.status === 'running' ? newest : undefined;
}

/** Returns the attempts at a stage: those at the same item, if any, as each item goes its own way; otherwise all. */
function attemptsAt(others: readonly Attempt[], stage: string | undefined, item: string): readonly Attempt[] {
  const all = others.filter((attempt) => attempt.stage === stage);
  const same = item === '' ? [] : all.filter((attempt) => attempt.item === item);
  return same.length > 0 ? same : all;
}

/** Returns the attempts that gave up, or may have; all of them, if the stage caught its failure and completed. */
function gaveUp(attempts: readonly Attempt[]): readonly Attempt[] {
  const failed = attempts.filter(({ status }) => status !== 'completed' && status !== 'suspended');
  return failed.length > 0 ? failed : attempts;
}

/** Returns the `previous` links of the run's last attempt, which was at the same stage and item. */
function previousOf(last: Attempt, earlier: readonly Attempt[]): readonly RecordedLink[] {
  const own = earlier.find(({ traceparent }) => traceparent === last.traceparent);
  return own?.links.filter(({ relation }) => relation === 'previous') ?? [];
}

function isSpanOf({ traceparent }: Attempt, span: SpanContext | undefined): boolean {
  return span !== undefined && traceparent?.includes(span.spanId) === true;
}

function add(links: RecordedLink[], attempt: Attempt | undefined, relation: Relation): void {
  const { traceparent, tracestate } = attempt ?? {};
  if (traceparent !== undefined) links.push({ traceparent, tracestate, relation });
}

function asLink({ traceparent, tracestate }: Omit<RecordedLink, 'relation'>, relation: Relation): RecordedLink {
  return { traceparent, tracestate, relation };
}
