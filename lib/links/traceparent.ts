/** Span contexts as text: W3C's `traceparent`, and emit's `traceid-spanid`. */
import type { SpanContext } from '@opentelemetry/api';

const TRACEPARENT_LENGTH = 55;
const LINK_LENGTH = 49;
const DASH = 45;

/** By character code: 3 for a hexadecimal digit in lower case, 1 for the digit zero, 0 for anything else. */
const DIGITS = new Uint8Array(65_536);
for (const digit of '0123456789abcdef') DIGITS[digit.charCodeAt(0)] = digit === '0' ? 1 : 3;

/**
 * Reads `traceid-spanid`, or a W3C `traceparent`; `undefined` for anything else. The context is remote. As
 * `traceid-spanid` says nothing of sampling, its flags are none.
 *
 * Strict as the specification: no version `ff`, no upper case, no other lengths (but of later versions, which may
 * have more fields), no ids of zeros. See https://www.w3.org/TR/trace-context/#traceparent-header.
 *
 * @example
 * ```ts
 * parseLink('0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331')?.spanId; // 'b7ad6b7169203331'
 * ```
 */
export function parseLink(text: string): SpanContext | undefined {
  if (typeof text !== 'string') return undefined;
  return text.length === LINK_LENGTH ? parseIds(text, 0, 0) : parseTraceparent(text);
}

/**
 * Writes a span context as `traceid-spanid`, which `parseLink` reads.
 *
 * @example
 * ```ts
 * formatLink(SpanGuard.current().spanContext()); // '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331'
 * ```
 */
export function formatLink(context: SpanContext): string {
  return `${context.traceId}-${context.spanId}`;
}

/** Reads a W3C `traceparent`, in the version of today or a later one. */
export function parseTraceparent(text: string): SpanContext | undefined {
  const { length } = text;
  if (length < TRACEPARENT_LENGTH || text.charCodeAt(2) !== DASH || text.charCodeAt(52) !== DASH) return undefined;
  if (length > TRACEPARENT_LENGTH && (text.startsWith('00') || text.charCodeAt(TRACEPARENT_LENGTH) !== DASH))
    return undefined;
  if (digits(text, 0, 2) === 0 || digits(text, 53, 55) === 0 || text.startsWith('ff')) return undefined;
  return parseIds(text, 3, (value(text, 53) << 4) | value(text, 54));
}

/** Writes a W3C `traceparent`. */
export function formatTraceparent(context: SpanContext): string {
  const flags = (context.traceFlags & 0xff).toString(16).padStart(2, '0');
  return `00-${context.traceId}-${context.spanId}-${flags}`;
}

/** A context of those ids, which a foreign format may have anything as. */
export function contextFromIds(traceId: string, spanId: string, traceFlags: number): SpanContext | undefined {
  if (traceId.length !== 32 || spanId.length !== 16 || digits(traceId, 0, 32) !== 3 || digits(spanId, 0, 16) !== 3)
    return undefined;
  return { traceId, spanId, traceFlags, isRemote: true };
}

function parseIds(text: string, at: number, traceFlags: number): SpanContext | undefined {
  const span = at + 33;
  if (text.charCodeAt(span - 1) !== DASH) return undefined;
  if (digits(text, at, at + 32) !== 3 || digits(text, span, span + 16) !== 3) return undefined;
  return { traceId: text.slice(at, at + 32), spanId: text.slice(span, span + 16), traceFlags, isRemote: true };
}

/** 3 where all are hexadecimal digits in lower case, 1 where these are all zeros, 0 where there is anything else. */
function digits(text: string, from: number, to: number): number {
  let all = 3;
  let any = 0;
  for (let at = from; at < to; at++) {
    const digit = DIGITS[text.charCodeAt(at)] as number;
    all &= digit;
    any |= digit;
  }
  return all === 0 ? 0 : any;
}

function value(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 58 ? code - 48 : code - 87;
}
