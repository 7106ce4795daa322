/** The part of an opening that both engines say alike: which attempts of the run it asks for. */
import type { Tables } from './tables.js';

/** How an engine says what differs. */
export interface KnownParts {
  /** The keys of the run, and of the stage and item. */
  readonly run: string;
  readonly place: string;
  /** That the key of a stage is one of the wanted ones. */
  readonly isWanted: (key: string) => string;
  /** Joins its last attempt as `a` to an item; it gets the query of those columns of that. */
  readonly joinLast: (last: (columns: string) => string) => string;
}

/**
 * A query of the first and the last attempt of the run, of what has completed, failed or not ended at its place, and of
 * the last ones at each item of the wanted stages. Each part reads the end of an index, however many attempts a run
 * has.
 */
export function knownAttempts({ attempts, items }: Tables, { run, place, isWanted, joinLast }: KnownParts): string {
  const pick = (condition: string, order: string): string =>
    `SELECT * FROM (SELECT * FROM ${attempts} WHERE traceparent IS NOT NULL AND ${condition} ORDER BY ${order}) AS picked`;
  return [
    pick(`run_key = ${run}`, 'sequence LIMIT 1'),
    pick(`run_key = ${run}`, 'sequence DESC LIMIT 1'),
    pick(`place_key = ${place} AND status = 'completed'`, 'attempt DESC LIMIT 1'),
    pick(`place_key = ${place} AND status = 'failed'`, 'attempt DESC LIMIT 1'),
    pick(`place_key = ${place} AND status = 'running'`, 'attempt DESC LIMIT 100'),
    `SELECT a.* FROM ${items} i ${joinLast((columns) => `(SELECT ${columns} FROM ${attempts} l WHERE l.place_key = i.place_key AND l.traceparent IS NOT NULL ORDER BY l.attempt DESC LIMIT 1)`)}
    WHERE i.run_key = ${run} AND ${isWanted('i.stage_key')}`,
  ].join('\n    UNION ALL ');
}
