/** Summarizes traces, in memory if their rows can be read, else in SQL. */
import type { IndexCache } from './index-cache.js';
import type { LinkedSummary } from './linked-summary.js';
import { rootInMemory, summarizeInMemory } from './summaries-in-memory.js';
import { summarizeInSql } from './summaries-in-sql.js';

/** Returns summaries by trace id; traces that were never received are missing. */
export async function summarizeTraces(
  cache: IndexCache,
  traces: readonly string[],
): Promise<Map<string, LinkedSummary>> {
  await cache.loadRows(traces);
  await cache.loadCarriers(traces);
  return summarizeInMemory(cache, traces) ?? summarizeInSql(cache.reader, traces);
}

/** Returns the id of the root of a trace; undefined if it was not received. */
export async function readRoot(cache: IndexCache, trace: string): Promise<string | undefined> {
  await cache.loadRows([trace]);
  if (cache.linksOf('causes', trace) !== undefined) return rootInMemory(cache, trace);
  return (await summarizeInSql(cache.reader, [trace])).get(trace)?.rootSpanId;
}
