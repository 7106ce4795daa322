/** The statements of a ledger in PostgreSQL. One that reads returns one row, whose `result` is JSON. */
import { knownAttempts } from './known-attempts.js';
import { COLUMNS } from './rows.js';
import type { Tables } from './tables.js';
import { finishStatement, startStatement } from './updates.js';
import { FINISH_PARAMETERS, OPEN_PARAMETERS, START_PARAMETERS } from './values.js';

/** The statements, one for each method of a ledger; the first three take the parameters in the order of `values.ts`. */
export interface PostgresStatements {
  readonly open: string;
  readonly start: string;
  readonly finish: string;
  readonly history: string;
  /** Returns how many attempts it deleted, at most `PRUNED_AT_ONCE`. */
  readonly prune: string;
}

/** Attempts that one statement deletes. */
export const PRUNED_AT_ONCE = 1_000;

/** Returns the statements for a ledger's tables. */
export function postgresStatements(tables: Tables): PostgresStatements {
  return {
    open: numberParameters(openStatement(tables), OPEN_PARAMETERS),
    start: numberParameters(startStatement(tables), START_PARAMETERS),
    finish: numberParameters(finishStatement(tables), FINISH_PARAMETERS),
    history: `SELECT json_agg(json_build_array(${COLUMNS}) ORDER BY sequence)::text AS result
  FROM ${tables.attempts} WHERE run_key = $1`,
    prune: pruneStatement(tables),
  };
}

/**
 * Reads the counts from the rows of the run and of the item, as each opening locks those and then reads them anew; a
 * maximum over the attempts would be that of the time when the statement began. The maximum only matters if a run was
 * pruned while it was opened.
 */
function openStatement(tables: Tables): string {
  const { runs, items, attempts } = tables;
  const known = knownAttempts(tables, {
    run: ':run_key',
    stageItem: ':place_key',
    isWanted: (key) => `${key} = ANY (ARRAY(SELECT json_array_elements_text(:stages::json)))`,
    // a plain join might read all attempts of the table
    joinLast: (last) => `CROSS JOIN LATERAL ${last('l.*')} AS a`,
  });
  return `WITH run AS (
    INSERT INTO ${runs} AS r (run_key, workflow, run, sequence, opened_at, origin)
    VALUES (
      :run_key, :workflow, :run,
      1 + coalesce((SELECT max(sequence) FROM ${attempts} WHERE run_key = :run_key), 0),
      :started_at, :origin
    )
    ON CONFLICT (run_key) DO UPDATE
      SET sequence = r.sequence + 1, opened_at = greatest(r.opened_at, excluded.opened_at)
    RETURNING sequence, origin
  ), item AS (
    INSERT INTO ${items} AS i (run_key, stage_key, place_key, attempts)
    SELECT :run_key, :stage_key, :place_key,
      1 + coalesce((SELECT max(attempt) FROM ${attempts} WHERE place_key = :place_key), 0)
    FROM run
    ON CONFLICT (run_key, stage_key, place_key) DO UPDATE SET attempts = i.attempts + 1
    RETURNING attempts
  ), added AS (
    INSERT INTO ${attempts} (
      place_key, attempt, run_key, sequence, workflow, run, stage, item, status, process, started_at
    )
    SELECT :place_key, item.attempts, :run_key, run.sequence,
      :workflow, :run, :stage, :item, 'running', :process, :started_at
    FROM run, item
  )
  SELECT json_build_object(
    'attempt', (SELECT attempts FROM item),
    'origin', (SELECT origin FROM run),
    'known', (SELECT json_agg(json_build_array(${COLUMNS})) FROM (
    ${known}
    ) AS known),
    'continued', (
      SELECT json_build_array(${COLUMNS}) FROM ${attempts}
      WHERE run_key = :continues AND traceparent IS NOT NULL
      ORDER BY sequence DESC LIMIT 1
    )
  )::text AS result`;
}

/** Deletes a run with its newest attempt; one that is being worked on is locked, and so skipped. */
function pruneStatement({ runs, items, attempts }: Tables): string {
  return `WITH expired AS (
    SELECT place_key, attempt FROM ${attempts}
    WHERE started_at < $1::float8 ORDER BY started_at LIMIT ${PRUNED_AT_ONCE} FOR UPDATE SKIP LOCKED
  ), pruned AS (
    DELETE FROM ${attempts} a USING expired e WHERE a.place_key = e.place_key AND a.attempt = e.attempt
    RETURNING a.run_key
  ), ended AS (
    SELECT run_key FROM ${runs}
    WHERE run_key IN (SELECT run_key FROM pruned) AND opened_at < $1::float8 FOR UPDATE SKIP LOCKED
  ), runs AS (
    DELETE FROM ${runs} WHERE run_key IN (SELECT run_key FROM ended)
  ), items AS (
    DELETE FROM ${items} WHERE run_key IN (SELECT run_key FROM ended)
  )
  SELECT count(*)::text AS result FROM pruned`;
}

const TYPES: Readonly<Record<string, string>> = { attempt: 'integer', started_at: 'float8', ended_at: 'float8' };

/** Replaces named parameters by numbered ones with their types, which PostgreSQL would otherwise have to guess. */
function numberParameters(statement: string, names: readonly string[]): string {
  return statement.replace(
    /(?<!:):([a-z_]+)/g,
    (_, name: string) => `$${names.indexOf(name) + 1}::${TYPES[name] ?? 'text'}`,
  );
}
