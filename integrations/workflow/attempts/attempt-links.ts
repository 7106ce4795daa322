/** Selects the links of an attempt among the attempts that the ledger returned. */
import type { SpanContext } from '@opentelemetry/api';
import type { NewAttempt } from '../../../lib/attempts/planned-attempt.js';
import { addLink, addRetried } from '../../../lib/attempts/recorded-links.js';
import type { Attempt, Opened, RecordedLink } from '../../../lib/ledger/ledger.js';
import type { Relation } from '../../../lib/links/link-options.js';
import type { StageOrder } from './stage-declaration.js';

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
    if (attempt !== undefined && !isCaller(attempt)) addLink(links, attempt, 'previous');
  };
  addRetried(links, earlier, process, isCaller);
  for (const attempt of attemptsAt(others, order.compensates, item)) addLink(links, attempt, 'compensates');
  for (const attempt of gaveUp(attemptsAt(others, order.deadLetterOf, item))) addLink(links, attempt, 'dead_letter_of');
  for (const stage of order.after) for (const attempt of attemptsAt(others, stage, item)) addPrevious(attempt);
  if (last === undefined) addPrevious(continued);
  // the span that this one is a child of is not before it, wherever that runs
  else if (order.after.length === 0 && !isCaller(last) && !isSpanOf(last, parent)) {
    const known = links.find(({ traceparent }) => traceparent === last.traceparent);
    if (known === undefined) addLink(links, last, 'previous');
    // and to those before that attempt, whose own span may have died with its process
    else if (known.relation !== 'previous') links.push(...previousOf(last, earlier).filter((link) => !isCaller(link)));
  }
  const caller = isRoot ? callers.at(-1) : undefined;
  if (caller !== undefined) links.push(asLink(caller, 'caller'));
  if (origin === undefined) addLink(links, first, 'origin');
  else links.push(asLink(origin, 'origin'));
  return links;
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

function asLink({ traceparent, tracestate }: Omit<RecordedLink, 'relation'>, relation: Relation): RecordedLink {
  return { traceparent, tracestate, relation };
}
