/** How much is stored, and what this explorer is. */
import type { StatusAnswer } from '../../../api/answers.js';
import type { Ask } from '../../store/store-reader.js';

/** What the store does not know of itself. */
export type Running = Omit<StatusAnswer, 'spans' | 'links'>;

// the page asks every few seconds, and to count links takes reading something of each span
const MOST_COUNTED = 1_000_000;

/**
 * Counts are of rows: a span that was sent twice counts twice. Of more than `most` spans, links are what is left of the
 * index without its spans, which no row is read for; there, half a link less is counted for each span that was sent
 * twice.
 */
export async function askStatus(ask: Ask, running: Running, most: number = MOST_COUNTED): Promise<StatusAnswer> {
  const { traces, index } = ask.tables;
  const [row] = await ask.rows<{ spans: number; entries: number }>(
    `SELECT (SELECT count() FROM ${traces}) AS spans, (SELECT count() FROM ${index}) AS entries`,
  );
  const { spans, entries } = row ?? { spans: 0, entries: 0 };
  if (spans > most) {
    const { total, done } = running.backfill;
    return { ...running, spans, links: Math.max(Math.round((entries - (spans - (total - done))) / 2), 0) };
  }
  const [counted] = await ask.rows<{ links: number }>(`SELECT sum(length(Links.TraceId)) AS links FROM ${traces}`);
  return { ...running, spans, links: counted?.links ?? 0 };
}
