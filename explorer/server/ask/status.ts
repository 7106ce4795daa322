/** How much is stored, and what this explorer is. */
import type { StatusAnswer } from '../../api/answers.js';
import type { Ask } from './ask.js';

/** What the store does not know of itself. */
export type Running = Omit<StatusAnswer, 'spans' | 'links'>;

/** Counts are of rows: a span that was sent twice counts twice until the engine has merged them. */
export async function askStatus(ask: Ask, running: Running): Promise<StatusAnswer> {
  const [row] = await ask.rows<{ spans: number; links: number }>(
    `SELECT (SELECT count() FROM ${ask.tables.traces}) AS spans, (SELECT count() FROM ${ask.tables.linksBySource}) AS links`,
  );
  return { ...running, spans: row?.spans ?? 0, links: row?.links ?? 0 };
}
