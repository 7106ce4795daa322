/** Summarizes traces, in memory if their rows can be read, else in SQL. */
import type { IndexCache } from './index-cache.js';
import type { LinkedSummary } from './linked-summary.js';
import { summarizeInMemory } from './summaries-in-memory.js';
import { summarizeInSql } from './summaries-in-sql.js';

/** Returns summaries by trace id; traces that were never received are missing. */
export async function summarizeTraces(
  cache: IndexCache,
  traces: readonly string[],
): Promise<Map<string, LinkedSummary>> {
  await cache.loadRows(traces);
  return summarizeInMemory(cache, traces) ?? summarizeInSql(cache.reader, traces);
}
