/** Finds the `traceparent` that counts among the values of a header, and the trace state that belongs to it. */
import { createTraceState, type SpanContext } from '@opentelemetry/api';
import { parseTraceparent } from '../../links/traceparent.js';
import { decodeText, VALUE_LIMIT } from './decode.js';
import { propertiesCarrier } from './formats/inner-carrier.js';
import { decodeTexts } from './header-list.js';

/** The values of one name that are looked at, from the end. */
const VALUES_LIMIT = 100;

/**
 * Reads the last valid `traceparent`, as each hop of a broker's message appends one, with the trace state of the same
 * place. One `traceparent` has all of them, as HTTP may bring a trace state in several lines.
 *
 * A text that HTTP joined by commas is none: a request with several has none.
 * See https://www.w3.org/TR/trace-context/#relationship-between-the-headers.
 */
export function lastHop(
  traceparents: readonly unknown[],
  tracestates: readonly unknown[] | undefined,
): SpanContext | undefined {
  const hops = fromEnd(traceparents);
  for (let place = 0; place < hops.length; place++) {
    const context = readHop(hops[place]);
    if (context === undefined) continue;
    // that in Debezium's text
    if (context.traceState !== undefined) return context;
    const count = countOf(traceparents);
    if (tracestates === undefined || count === 1) return withTraceState(context, tracestates);
    return withTraceState(context, valueAt(tracestates, count - 1 - place));
  }
  return undefined;
}

/** Reads a value that stands alone. */
function readHop(value: unknown): SpanContext | undefined {
  // an array is that of a value's bytes, or no value
  const text = decodeText(value) ?? (isSeveral(value) ? undefined : decodeTexts(value)[0]);
  if (text === undefined || text.length > VALUE_LIMIT) return undefined;
  return parseTraceparent(text) ?? parseTraceparent(text.trim()) ?? readProperties(text);
}

/** Adds the trace state in the values of a header. */
export function withTraceState(context: SpanContext, tracestate: unknown): SpanContext {
  if (tracestate === undefined || tracestate === null) return context;
  const state = Array.isArray(tracestate) ? joinStates(tracestate) : decodeTexts(tracestate).join(',');
  if (state !== '' && state.length <= VALUE_LIMIT) context.traceState = createTraceState(state);
  return context;
}

/** Joins the lines of a trace state, as far as one is read. */
function joinStates(lines: readonly unknown[]): string {
  let state = '';
  for (let at = 0; at < lines.length && at < VALUE_LIMIT && state.length <= VALUE_LIMIT; at++)
    for (const text of decodeTexts(lines[at])) if (text !== '') state += state === '' ? text : `,${text}`;
  return state;
}

/** Reads Debezium's text, `traceparent=00-…`, which somebody copied as it is. */
function readProperties(text: string): SpanContext | undefined {
  const properties = text.includes('traceparent') ? propertiesCarrier(text) : undefined;
  const context = properties?.traceparent === undefined ? undefined : parseTraceparent(properties.traceparent);
  return context && withTraceState(context, properties?.tracestate);
}

/** Returns the values, those in arrays too, the last one first. */
function fromEnd(values: readonly unknown[]): unknown[] {
  const found: unknown[] = [];
  for (let at = values.length - 1; at >= 0 && found.length < VALUES_LIMIT; at--) {
    const value = values[at];
    if (!isSeveral(value)) found.push(value);
    else
      for (let inner = value.length - 1; inner >= 0 && found.length < VALUES_LIMIT; inner--) found.push(value[inner]);
  }
  return found;
}

function valueAt(values: readonly unknown[], index: number): unknown {
  let rest = index;
  for (const value of values) {
    const count = isSeveral(value) ? value.length : 1;
    if (rest < count) return isSeveral(value) ? value[rest] : value;
    rest -= count;
  }
  return undefined;
}

function countOf(values: readonly unknown[]): number {
  return values.reduce<number>((count, value) => count + (isSeveral(value) ? value.length : 1), 0);
}

/** Returns true for an array of values; one of numbers is the bytes of one value. */
function isSeveral(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && typeof value[0] !== 'number';
}
