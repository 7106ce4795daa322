/** The summary, the spans and the links of a trace, from all rows about it. */
import type { SpanSummary } from '../../../api/answers.js';
import type { StoreReader } from '../../store/store-reader.js';
import { IndexCache } from './index-cache.js';
import { byIndexKey } from './index-rows.js';
import type { IndexRow } from './index-rows.js';
import type { LinkedSummary } from './linked-summary.js';
import { byStart } from './span-rows.js';
import { summarizeInMemory } from './summaries-in-memory.js';

export interface TraceContents {
  /** Missing if no span was received. */
  readonly summary: LinkedSummary | undefined;
  /** In the order of their start. */
  readonly spans: readonly SpanSummary[];
  /** The links that the trace carries, then the links to it. */
  readonly links: readonly IndexRow[];
}

export function traceContentsInMemory(reader: StoreReader, trace: string, rows: readonly IndexRow[]): TraceContents {
  const cache = new IndexCache(reader);
  cache.addRows([trace], rows);
  return {
    summary: summarizeInMemory(cache, [trace])?.get(trace),
    spans: [...cache.forest.spansOf(trace)].sort(byStart),
    links: rows.filter(({ entry }) => entry !== 'span').sort(byIndexKey),
  };
}
