/** The values of the statements' parameters: nothing of an attempt is ever put into the text of a statement. */
import type { AttemptKey, Opening, Outcome, Started } from '../../../../lib/ledger/ledger.js';
import { stageItemKey, runKey, stageKey } from './keys.js';
import { encodeText } from './text-encoding.js';

/** The value of each parameter of a statement, by name. */
export type Values<Name extends string = string> = Readonly<Record<Name, string | number | null>>;

/** Returns the values of an opening; `stages` is a JSON list of keys. */
export function openingValues(opening: Opening): Values<(typeof OPEN_PARAMETERS)[number]> {
  const { workflow, run, stage, item, process, startedAt, stages, continues, origin } = opening;
  return {
    run_key: runKey(workflow, run),
    place_key: stageItemKey(opening),
    stage_key: stageKey(stage),
    workflow: encodeText(workflow),
    run: encodeText(run),
    stage: encodeText(stage),
    item: encodeText(item),
    process: encodeText(process),
    started_at: startedAt,
    stages: JSON.stringify(stages.map(stageKey)),
    continues: continues === undefined ? null : runKey(workflow, continues),
    origin: origin === undefined ? null : JSON.stringify(origin),
  };
}

/** Returns the values of a start. */
export function startValues(
  key: AttemptKey,
  { traceparent, tracestate, links }: Started,
): Values<(typeof START_PARAMETERS)[number]> {
  return {
    place_key: stageItemKey(key),
    attempt: key.attempt,
    traceparent: encodeText(traceparent),
    tracestate: tracestate === undefined ? null : encodeText(tracestate),
    links: links.length === 0 ? null : JSON.stringify(links),
  };
}

/** Returns the values of a finish. */
export function finishValues(
  key: AttemptKey,
  { status, endedAt, error }: Outcome,
): Values<(typeof FINISH_PARAMETERS)[number]> {
  return {
    place_key: stageItemKey(key),
    attempt: key.attempt,
    status,
    ended_at: endedAt,
    error: error === undefined ? null : encodeText(error),
  };
}

/** The names of the parameters of an opening; numbered parameters have the same order. */
export const OPEN_PARAMETERS = [
  'run_key',
  'place_key',
  'stage_key',
  'workflow',
  'run',
  'stage',
  'item',
  'process',
  'started_at',
  'stages',
  'continues',
  'origin',
] as const;
/** The names of the parameters of a start. */
export const START_PARAMETERS = ['place_key', 'attempt', 'traceparent', 'tracestate', 'links'] as const;
/** The names of the parameters of a finish. */
export const FINISH_PARAMETERS = ['place_key', 'attempt', 'status', 'ended_at', 'error'] as const;
