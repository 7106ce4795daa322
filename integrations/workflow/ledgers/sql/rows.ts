/** Reads attempts out of a database: as JSON, which all drivers return alike. */
import type { Attempt, AttemptStatus, Opened, Opening, RecordedLink } from '../../../../lib/ledger/ledger.js';
import { selectPriorAttempts } from '../select-prior-attempts.js';
import { decodeText } from './text-encoding.js';

/** The columns of a `Row`, in its order. */
export const COLUMNS =
  'stage, item, attempt, sequence, status, process, started_at, ended_at, traceparent, tracestate, links, error';

/** An attempt as the values of `COLUMNS`. */
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

/** The result of the statement that opens an attempt. */
export interface OpenedRows {
  readonly attempt: number;
  readonly origin: string | null;
  /** Attempts of the same run: all that `Opened` contains, perhaps repeated, and perhaps others. */
  readonly known: readonly Row[] | null;
  /** The last attempt of the run that this one continues. */
  readonly continued: Row | null;
}

/** Reads the attempts of a run. */
export function readAttempts(workflow: string, run: string, rows: readonly Row[] | null): Attempt[] {
  return (rows ?? []).map((row) => readAttempt(workflow, run, row));
}

/** Reads the answer to an opening. */
export function readOpened(opening: Opening, { attempt, origin, known, continued }: OpenedRows): Opened {
  const { workflow, run, continues } = opening;
  const bySequence = new Map(known?.map((row) => [row[3], row]));
  const opened = selectPriorAttempts(opening, readAttempts(workflow, run, [...bySequence.values()]));
  return {
    ...opened,
    attempt,
    origin: origin === null ? undefined : (JSON.parse(origin) as RecordedLink),
    continued:
      continues === undefined || continued === null || opened.last !== undefined
        ? undefined
        : readAttempt(workflow, continues, continued),
  };
}

function readAttempt(workflow: string, run: string, row: Row): Attempt {
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
