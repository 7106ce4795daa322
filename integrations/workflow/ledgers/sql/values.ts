/** What goes into the statements, as parameters and never otherwise. */
import type { AttemptKey, Opening, Outcome, Started } from '../../../../lib/ledger/ledger.js';
import { placeKey, runKey, stageKey } from './keys.js';
import { encodeText } from './text-encoding.js';

/** The value of each parameter of a statement, by its name. */
export type Values<Name extends string = string> = Readonly<Record<Name, string | number | null>>;

/** Those of an opening; `stages` is a list of keys in JSON. */
export function openingValues(opening: Opening): Values<(typeof OPENING)[number]> {
  const { workflow, run, stage, item, process, startedAt, stages, continues, origin } = opening;
  return {
    run_key: runKey(workflow, run),
    place_key: placeKey(opening),
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

/** Those of a start. */
export function startValues(
  key: AttemptKey,
  { traceparent, tracestate, links }: Started,
): Values<(typeof START)[number]> {
  return {
    place_key: placeKey(key),
    attempt: key.attempt,
    traceparent: encodeText(traceparent),
    tracestate: tracestate === undefined ? null : encodeText(tracestate),
    links: links.length === 0 ? null : JSON.stringify(links),
  };
}

/** Those of a finish. */
export function finishValues(key: AttemptKey, { status, endedAt, error }: Outcome): Values<(typeof FINISH)[number]> {
  return {
    place_key: placeKey(key),
    attempt: key.attempt,
    status,
    ended_at: endedAt,
    error: error === undefined ? null : encodeText(error),
  };
}

/** The names of the parameters, in the order in which numbered ones have them. */
export const OPENING = [
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
export const START = ['place_key', 'attempt', 'traceparent', 'tracestate', 'links'] as const;
export const FINISH = ['place_key', 'attempt', 'status', 'ended_at', 'error'] as const;
