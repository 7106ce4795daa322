/** How attempts come out of a database: as JSON, which every driver gives alike. */
import type { Attempt, AttemptStatus, Opened, Opening, RecordedLink } from '../../../../lib/ledger/ledger.js';
import { selectPriorAttempts } from '../select-prior-attempts.js';
import { decodeText } from './text-encoding.js';

/** The columns of a row, in its order. */
export const COLUMNS =
  'stage, item, attempt, sequence, status, process, started_at, ended_at, traceparent, tracestate, links, error';

/** An attempt, in the order of `COLUMNS`. */
export type Row = readonly [
  stage: string,
  item: string,
  attempt: number,
  sequence: number,
  status: AttemptStatus,
  process: string,
  startedAt: number,
  endedAt: number | null,
  traceparent: string | null,
  tracestate: string | null,
  links: string | null,
  error: string | null,
];

/** What an opening gives. */
export interface OpenedRows {
  readonly attempt: number;
  readonly origin: string | null;
  readonly known: readonly Row[] | null;
  readonly continued: Row | null;
}

/** The attempts of a run. */
export function attemptsOf(workflow: string, run: string, rows: readonly Row[] | null): Attempt[] {
  return (rows ?? []).map((row) => attemptOf(workflow, run, row));
}

/** What was asked for, out of rows that may be the same or too many. */
export function openedFrom(opening: Opening, { attempt, origin, known, continued }: OpenedRows): Opened {
  const { workflow, run, continues } = opening;
  const bySequence = new Map(known?.map((row) => [row[3], row]));
  const opened = selectPriorAttempts(opening, attemptsOf(workflow, run, [...bySequence.values()]));
  return {
    ...opened,
    attempt,
    origin: origin === null ? undefined : (JSON.parse(origin) as RecordedLink),
    continued:
      continues === undefined || continued === null || opened.last !== undefined
        ? undefined
        : attemptOf(workflow, continues, continued),
  };
}

function attemptOf(workflow: string, run: string, row: Row): Attempt {
  const [stage, item, attempt, sequence, status, process, startedAt, endedAt, traceparent, tracestate, links, error] =
    row;
  return {
    workflow,
    run,
    stage: decodeText(stage),
    item: decodeText(item),
    attempt,
    sequence,
    status,
    process: decodeText(process),
    startedAt,
    endedAt: endedAt ?? undefined,
    traceparent: traceparent === null ? undefined : decodeText(traceparent),
    tracestate: tracestate === null ? undefined : decodeText(tracestate),
    links: links === null ? [] : (JSON.parse(links) as RecordedLink[]),
    error: error === null ? undefined : decodeText(error),
  };
}
