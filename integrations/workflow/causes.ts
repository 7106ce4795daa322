/** What an attempt is linked to, out of what the ledger knows. */
import type { Relation } from '../../lib/types.js';
import type { Attempt, Opened, RecordedLink } from './ledger.js';
import type { StageOptions } from './stage-options.js';

/** What a stage says of the stages before it. */
export interface StageOrder {
  readonly after: readonly string[];
  readonly compensates: string | undefined;
  readonly deadLetterOf: string | undefined;
  /** All of them. */
  readonly stages: readonly string[];
}

/** The order that the options say. */
export function orderOf({ after, compensates, deadLetterOf }: Pick<StageOptions, 'after' | 'compensates' | 'deadLetterOf'>): StageOrder {
  const all = after === undefined ? [] : [after].flat();
  const stages = [...all, compensates, deadLetterOf].filter((stage) => stage !== undefined);
  return { after: all, compensates, deadLetterOf, stages: [...new Set(stages)] };
}

/** The links of an attempt, the nearest cause first. `process` is this one's: what runs in it has not died. */
export function causesOf({ earlier, others, first, last, continued, origin }: Opened, order: StageOrder, process: string): readonly RecordedLink[] {
  const links: RecordedLink[] = [];
  for (const attempt of earlier) if (attempt.status === 'failed') add(links, attempt, 'retry_of');
  for (const attempt of earlier) if (attempt.status === 'running' && attempt.process !== process) add(links, attempt, 'resumes');
  for (const attempt of others) if (attempt.stage === order.compensates) add(links, attempt, 'compensates');
  for (const attempt of others) if (attempt.stage === order.deadLetterOf) add(links, attempt, 'dead_letter_of');
  for (const attempt of others) if (order.after.includes(attempt.stage)) add(links, attempt, 'previous');
  if (last === undefined) add(links, continued, 'previous');
  else if (order.after.length === 0) addLast(links, last, earlier);
  if (origin === undefined) add(links, first, 'origin');
  else links.push({ traceparent: origin.traceparent, tracestate: origin.tracestate, relation: 'origin' });
  return links;
}

function addLast(links: RecordedLink[], last: Attempt, earlier: readonly Attempt[]): void {
  if (!links.some(({ traceparent }) => traceparent === last.traceparent)) return add(links, last, 'previous');
  // what the attempt before came after, too: its own span may have died with its process
  const own = earlier.find(({ traceparent }) => traceparent === last.traceparent);
  for (const link of own?.links ?? []) if (link.relation === 'previous') links.push(link);
}

function add(links: RecordedLink[], attempt: Attempt | undefined, relation: Relation): void {
  if (attempt?.traceparent !== undefined) links.push({ traceparent: attempt.traceparent, tracestate: attempt.tracestate, relation });
}
