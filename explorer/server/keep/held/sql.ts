/** SQL for trace ids, which tables hold as bytes. */

/** SQL that shows the id in a column as hex digits. */
export const showTrace = (column: string): string => `lower(hex(${column}))`;

/**
 * SQL for a list of ids.
 *
 * @throws a `TypeError` if one is no trace id: it would become part of the statement
 */
export function traceList(traces: readonly string[]): string {
  for (const trace of traces) if (!/^[0-9a-f]{32}$/.test(trace)) throw new TypeError(`${trace} is no trace id.`);
  // literals: the engine takes far longer for as many calls of functions
  return traces.map((trace) => `'${trace.replaceAll(/../g, String.raw`\x$&`)}'`).join(', ');
}

/** The ids in one statement: servers limit its length. */
export const MAX_IDS = 1000;

/** Calls a function with batches of {@link MAX_IDS}, and returns all rows. */
export async function inBatches<T, R>(ids: readonly T[], read: (batch: readonly T[]) => Promise<R[]>): Promise<R[]> {
  const rows: R[] = [];
  for (let start = 0; start < ids.length; start += MAX_IDS)
    rows.push(...(await read(ids.slice(start, start + MAX_IDS))));
  return rows;
}
