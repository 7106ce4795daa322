/** Finds the `traceparent` that counts among the values of a header. */
import { createTraceState, type SpanContext } from '@opentelemetry/api';
import { parseTraceparent } from '../../links/traceparent.js';
import { decodeText, VALUE_LIMIT } from './decode.js';
import { decodeTexts } from './header-list.js';

/** Returns the last valid one, as later hops append: of several headers, an array, or a comma-joined text. */
export function lastValid(values: readonly unknown[] | undefined): SpanContext | undefined {
  if (values === undefined) return undefined;
  for (let at = values.length - 1; at >= 0; at--) {
    const value = values[at];
    const single = decodeText(value);
    const context = single === undefined ? firstDefined(decodeTexts(value).reverse(), lastIn) : lastIn(single);
    if (context !== undefined) return context;
  }
  return undefined;
}

function lastIn(value: string): SpanContext | undefined {
  const whole = parseTraceparent(value);
  if (whole !== undefined) return whole;
  // Debezium's text is copied as it is: `traceparent=00-…`
  const parts = value
    .slice(-VALUE_LIMIT)
    .split(/[,\r\n]/)
    .reverse();
  return firstDefined(parts, (part) => parseTraceparent(part.trim().replace(/^traceparent=/, '')));
}

/** Returns the first result that is not `undefined`. */
export function firstDefined<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Result | undefined,
): Result | undefined {
  for (const item of items) {
    const result = read(item);
    if (result !== undefined) return result;
  }
  return undefined;
}

/** Adds the trace state in the values of a header. */
export function withTraceState(context: SpanContext, tracestate: unknown): SpanContext {
  if (tracestate === undefined || tracestate === null || tracestate === '') return context;
  const values = Array.isArray(tracestate) ? tracestate : [tracestate];
  const state = values.flatMap(decodeTexts).join(',');
  if (state !== '' && state.length <= VALUE_LIMIT) context.traceState = createTraceState(state);
  return context;
}
