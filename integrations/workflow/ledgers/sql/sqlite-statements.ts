/** What a ledger says to SQLite. Each is one statement; those that ask give one row, whose `result` is JSON. */
import { knownAttempts } from './known-attempts.js';
import { COLUMNS } from './rows.js';
import type { Tables } from './tables.js';
import { finishStatement, startStatement } from './updates.js';

/** The statements. */
export interface SqliteStatements {
  readonly open: string;
  readonly start: string;
  readonly finish: string;
  readonly history: string;
  /** Gives a row for each attempt that it forgot, at most `PRUNED_AT_ONCE`. */
  readonly prune: string;
}

/** Attempts that are forgotten in one statement: other writers wait that long. */
export const PRUNED_AT_ONCE = 500;

/** The statements for those tables. */
export function sqliteStatements(tables: Tables): SqliteStatements {
  const { runs, items, attempts } = tables;
  const known = knownAttempts(tables, {
    run: ':run_key',
    place: ':place_key',
    isWanted: (key) => `${key} IN (SELECT value FROM json_each(:stages))`,
    joinLast: (last) => `CROSS JOIN ${attempts} a ON a.rowid = ${last('l.rowid')}`,
  });
  return {
    // what is kept of the numbers, or else of the attempts: the next one is above both
    open: `INSERT INTO ${attempts} (place_key, attempt, run_key, stage_key, sequence, workflow, run, stage, item, status, process, started_at, origin)
  SELECT :place_key,
    1 + max(coalesce((SELECT attempts FROM ${items} WHERE run_key = :run_key AND stage_key = :stage_key AND place_key = :place_key), 0),
            coalesce((SELECT max(attempt) FROM ${attempts} WHERE place_key = :place_key), 0)),
    :run_key, :stage_key,
    1 + max(coalesce((SELECT sequence FROM ${runs} WHERE run_key = :run_key), 0),
            coalesce((SELECT max(sequence) FROM ${attempts} WHERE run_key = :run_key), 0)),
    :workflow, :run, :stage, :item, 'running', :process, :started_at, :origin
  RETURNING json_object(
    'attempt', attempt,
    'origin', CASE sequence WHEN 1 THEN :origin ELSE (SELECT origin FROM ${runs} WHERE run_key = :run_key) END,
    'known', json((SELECT json_group_array(json_array(${COLUMNS})) FROM (
    ${known}
    ))),
    'continued', json((SELECT json_array(${COLUMNS}) FROM ${attempts} WHERE run_key = :continues AND traceparent IS NOT NULL ORDER BY sequence DESC LIMIT 1))
  ) AS result`,
    start: startStatement(tables),
    finish: finishStatement(tables),
    history: `SELECT json_group_array(json_array(${COLUMNS})) AS result FROM (SELECT * FROM ${attempts} WHERE run_key = :run_key ORDER BY sequence)`,
    prune: `DELETE FROM ${attempts} WHERE rowid IN (SELECT rowid FROM ${attempts} WHERE started_at < :before ORDER BY started_at LIMIT ${PRUNED_AT_ONCE}) RETURNING 1 AS pruned`,
  };
}
