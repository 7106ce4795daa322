/** `status`: the numbers of stored spans and links, and facts about this explorer. */
import type { StatusAnswer } from '../../../api/answers.js';
import type { StoreReader } from '../../store/store-reader.js';

/** The facts that the explorer knows without reading the store. */
export type ExplorerInfo = Omit<StatusAnswer, 'spans' | 'links'>;

// the page asks every few seconds, and counting links reads a column of every span
const MAX_COUNTED_SPANS = 1_000_000;

/**
 * Counts rows: a span that was sent twice counts twice. For more than `maxCounted` spans, the number of links is that
 * of index rows which are not spans, halved, and is known without reading any; it is then half a link too low for each
 * span that was sent twice.
 */
export async function answerStatus(
  reader: StoreReader,
  explorerInfo: ExplorerInfo,
  maxCounted: number = MAX_COUNTED_SPANS,
): Promise<StatusAnswer> {
  const { traces, index } = reader.tables;
  const [row] = await reader.rows<{ spans: number; entries: number }>(
    `SELECT (SELECT count() FROM ${traces}) AS spans, (SELECT count() FROM ${index}) AS entries`,
  );
  const { spans, entries } = row ?? { spans: 0, entries: 0 };
  if (spans > maxCounted) {
    const { total, done } = explorerInfo.backfill;
    const indexedSpans = spans - (total - done);
    return { ...explorerInfo, spans, links: Math.max(Math.round((entries - indexedSpans) / 2), 0) };
  }
  const [counted] = await reader.rows<{ links: number }>(`SELECT sum(length(Links.TraceId)) AS links FROM ${traces}`);
  return { ...explorerInfo, spans, links: counted?.links ?? 0 };
}
