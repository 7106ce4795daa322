/**
 * Ids in the index: bytes, half as long as the hex digits that spans have. It shows them as hex digits, too (`TraceId`
 * and so on), but finds entries only by their bytes. Placeholders for these take hex digits: see `bind`.
 */

const bytesSql = (hex: string, size: number): string =>
  // another length would be an error, which is for whoever inserts the span
  `toFixedString(substring(unhex(${hex}), 1, ${size}), ${size})`;

/** SQL for the bytes of a trace id. @param hex SQL for its digits */
export const traceBytes = (hex: string): string => bytesSql(hex, 16);

/** SQL for the bytes of a span id. @param hex SQL for its digits */
export const spanBytes = (hex: string): string => bytesSql(hex, 8);

/** SQL that is true of entries about the trace that a parameter names. */
export const isOfTrace = (parameter: string): string => `Trace = {${parameter}:FixedString(16)}`;

/** SQL that is true of entries about the span that a parameter names, in whichever trace. */
export const isOfSpan = (parameter: string): string => `Span = {${parameter}:FixedString(8)}`;

/** SQL that is true of entries about the traces that a parameter lists. @param column `OtherTrace` for the other end */
export const isOfTraces = (parameter: string, column: 'Trace' | 'OtherTrace' = 'Trace'): string =>
  `${column} IN {${parameter}:Array(FixedString(16))}`;

/** SQL that is true of entries about the spans that a parameter lists, in whichever traces. */
export const isOfSpans = (parameter: string): string => `Span IN {${parameter}:Array(FixedString(8))}`;
