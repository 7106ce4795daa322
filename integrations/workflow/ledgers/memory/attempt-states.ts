/**
 * The states of an attempt in memory. Each is a new object, as attempts are handed out and so never change; its fields
 * are written out, in one order, as a spread takes longer.
 */
import type { Attempt, Opening, Outcome, Started } from '../../../../lib/ledger/ledger.js';

/** Returns a new attempt, which runs and has no span yet. */
export function openAttempt(
  { workflow, run, stage, item, process, startedAt }: Opening,
  attempt: number,
  sequence: number,
): Attempt {
  return {
    workflow,
    run,
    stage,
    item,
    attempt,
    sequence,
    status: 'running',
    process,
    startedAt,
    endedAt: undefined,
    traceparent: undefined,
    tracestate: undefined,
    links: [],
    error: undefined,
  };
}

/** Returns an attempt with its span. */
export function startAttempt(
  { workflow, run, stage, item, attempt, sequence, status, process, startedAt, endedAt, error }: Attempt,
  { traceparent, tracestate, links }: Started,
): Attempt {
  return {
    workflow,
    run,
    stage,
    item,
    attempt,
    sequence,
    status,
    process,
    startedAt,
    endedAt,
    traceparent,
    tracestate,
    links,
    error,
  };
}

/** Returns an attempt with its outcome. */
export function finishAttempt(
  { workflow, run, stage, item, attempt, sequence, process, startedAt, traceparent, tracestate, links }: Attempt,
  { status, endedAt, error }: Outcome,
): Attempt {
  return {
    workflow,
    run,
    stage,
    item,
    attempt,
    sequence,
    status,
    process,
    startedAt,
    endedAt,
    traceparent,
    tracestate,
    links,
    error,
  };
}
