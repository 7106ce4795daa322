/** The summary, the spans and the links of a trace, from all rows about it. */
import type { SpanSummary } from '../../../api/answers.js';
import { MAX_IDS } from './id-batches.js';
import type { IndexCache } from './index-cache.js';
import { byIndexKey, carrierOf } from './index-rows.js';
import type { IndexRow } from './index-rows.js';
import type { NumberedRow } from './latest-forms.js';
import { linkOfRow } from './link-rows.js';
import type { LinkedSummary } from './linked-summary.js';
import { byStart } from './span-rows.js';
import { summarizeInMemory } from './summaries-in-memory.js';

export interface TraceContents {
  /** Missing if no span was received. */
  readonly summary: LinkedSummary | undefined;
  /** In the order of their start. */
  readonly spans: readonly SpanSummary[];
  /** The links that the trace carries, then the links to it, with the numbers of the spans that carry those. */
  readonly links: readonly NumberedRow<IndexRow>[];
}

/** @param cache of the question; the spans at the other ends of links are in it afterwards, if they are few */
export async function traceContentsInMemory(
  cache: IndexCache,
  trace: string,
  rows: readonly IndexRow[],
): Promise<TraceContents> {
  cache.addRows([trace], rows);
  const links = rows.filter(({ entry }) => entry !== 'span');
  const causes = links.filter(({ entry }) => entry === 'cause').map((row) => linkOfRow(row).cause);
  const { forms } = cache;
  await cache.loadForms([...links.map(carrierOf), ...(causes.length <= MAX_IDS ? causes : [])]);
  return {
    summary: summarizeInMemory(cache, [trace])?.get(trace),
    spans: [...cache.forest.spansOf(trace)].sort(byStart),
    links: links
      .filter((row) => !forms.isSuperseded(carrierOf(row)))
      .map((row) => ({ ...row, nth: forms.nthOf(carrierOf(row)) }))
      .sort((a, b) => byIndexKey(a, b) || (a.nth ?? 1) - (b.nth ?? 1)),
  };
}
