/** The query of an opening that finds earlier attempts, which is nearly the same in both engines. */
import { EARLIER_LIMIT } from '../select-prior-attempts.js';
import type { Tables } from './tables.js';

/** The parts that each engine writes in its own way. */
export interface KnownAttemptsDialect {
  /** The key of the run. */
  readonly run: string;
  /** The key of the stage and item. */
  readonly stageItem: string;
  /** Returns the condition that a stage key is among the wanted ones. */
  readonly isWanted: (key: string) => string;
  /**
   * Returns the join of an item with its last attempt, as `a`.
   *
   * @param last Returns the query of some columns of that attempt.
   */
  readonly joinLast: (last: (columns: string) => string) => string;
}

/**
 * Returns a query of the run's first and last attempt, of the last completed, failed and suspended one and the unended
 * ones at the same stage and item, and of the last attempt at each item of the wanted stages. Each part reads the end
 * of an index, however many attempts a run has.
 */
export function knownAttempts(
  { attempts, items }: Tables,
  { run, stageItem, isWanted, joinLast }: KnownAttemptsDialect,
): string {
  const pick = (condition: string, order: string): string =>
    `SELECT * FROM (
      SELECT * FROM ${attempts} WHERE traceparent IS NOT NULL AND ${condition} ORDER BY ${order}
    ) AS picked`;
  const last = (columns: string): string => `(
      SELECT ${columns} FROM ${attempts} l
      WHERE l.place_key = i.place_key AND l.traceparent IS NOT NULL
      ORDER BY l.attempt DESC LIMIT 1
    )`;
  return [
    pick(`run_key = ${run}`, 'sequence LIMIT 1'),
    pick(`run_key = ${run}`, 'sequence DESC LIMIT 1'),
    ...['completed', 'failed', 'suspended'].map((status) =>
      pick(`place_key = ${stageItem} AND status = '${status}'`, 'attempt DESC LIMIT 1'),
    ),
    pick(`place_key = ${stageItem} AND status = 'running'`, `attempt DESC LIMIT ${EARLIER_LIMIT}`),
    `SELECT a.* FROM ${items} i ${joinLast(last)}
    WHERE i.run_key = ${run} AND ${isWanted('i.stage_key')}`,
  ].join('\n    UNION ALL ');
}
