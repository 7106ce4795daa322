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
  return traces.map((trace) => `toFixedString(unhex('${trace}'), 16)`).join(', ');
}
