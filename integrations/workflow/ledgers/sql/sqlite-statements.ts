/** The statements of a ledger in SQLite. One that reads returns one row, whose `result` is JSON. */
import { knownAttempts } from './known-attempts.js';
import { COLUMNS } from './rows.js';
import type { Tables } from './tables.js';
import { finishStatement, startStatement } from './updates.js';

/** The statements, one for each method of a ledger. */
export interface SqliteStatements {
  readonly open: string;
  readonly start: string;
  readonly finish: string;
  readonly history: string;
  /** Returns a row for each attempt that it deleted, at most `PRUNED_AT_ONCE`. */
  readonly prune: string;
}

/** Attempts that one statement deletes: other writers wait that long. */
export const PRUNED_AT_ONCE = 500;

/** Returns the statements for a ledger's tables. */
export function sqliteStatements(tables: Tables): SqliteStatements {
  const { attempts } = tables;
  return {
    open: openStatement(tables),
    start: startStatement(tables),
    finish: finishStatement(tables),
    history: `SELECT json_group_array(json_array(${COLUMNS})) AS result
  FROM (SELECT * FROM ${attempts} WHERE run_key = :run_key ORDER BY sequence)`,
    prune: `DELETE FROM ${attempts} WHERE rowid IN (
    SELECT rowid FROM ${attempts} WHERE started_at < :before ORDER BY started_at LIMIT ${PRUNED_AT_ONCE}
  ) RETURNING 1 AS pruned`,
  };
}

/** The next number is above the one counted, and above all attempts that are kept, in case the count was forgotten. */
function openStatement(tables: Tables): string {
  const { runs, items, attempts } = tables;
  const known = knownAttempts(tables, {
    run: ':run_key',
    stageItem: ':place_key',
    isWanted: (key) => `${key} IN (SELECT value FROM json_each(:stages))`,
    joinLast: (last) => `CROSS JOIN ${attempts} a ON a.rowid = ${last('l.rowid')}`,
  });
  return `INSERT INTO ${attempts} (
    place_key, attempt, run_key, stage_key, sequence,
    workflow, run, stage, item, status, process, started_at, origin
  )
  SELECT :place_key,
    1 + max(
      coalesce((
        SELECT attempts FROM ${items}
        WHERE run_key = :run_key AND stage_key = :stage_key AND place_key = :place_key
      ), 0),
      coalesce((SELECT max(attempt) FROM ${attempts} WHERE place_key = :place_key), 0)
    ),
    :run_key, :stage_key,
    1 + max(
      coalesce((SELECT sequence FROM ${runs} WHERE run_key = :run_key), 0),
      coalesce((SELECT max(sequence) FROM ${attempts} WHERE run_key = :run_key), 0)
    ),
    :workflow, :run, :stage, :item, 'running', :process, :started_at, :origin
  RETURNING json_object(
    'attempt', attempt,
    'origin', CASE sequence WHEN 1 THEN :origin ELSE (SELECT origin FROM ${runs} WHERE run_key = :run_key) END,
    'known', json((SELECT json_group_array(json_array(${COLUMNS})) FROM (
    ${known}
    ))),
    'continued', json((
      SELECT json_array(${COLUMNS}) FROM ${attempts}
      WHERE run_key = :continues AND traceparent IS NOT NULL
      ORDER BY sequence DESC LIMIT 1
    ))
  ) AS result`;
}
