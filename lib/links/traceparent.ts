/** Span contexts as text: W3C's `traceparent`, and emit's `traceid-spanid`. */
import type { SpanContext } from '@opentelemetry/api';

const TRACEPARENT_LENGTH = 55;
const LINK_LENGTH = 49;
const DASH = 45;

/** By code unit: the value of a hexadecimal digit in lower case; NONE for anything else. */
const NONE = -128;
const VALUES = /* @__PURE__ */ createValues();

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
  const flags = byteAt(text, 53);
  const version = byteAt(text, 0);
  return (flags | version) < 0 || version === 0xff ? undefined : parseIds(text, 3, flags);
}

/** Writes a W3C `traceparent`. */
export function formatTraceparent(context: SpanContext): string {
  const flags = (context.traceFlags & 0xff).toString(16).padStart(2, '0');
  return `00-${context.traceId}-${context.spanId}-${flags}`;
}

/** A context of those ids, which a foreign format may have anything as. */
export function contextFromIds(traceId: string, spanId: string, traceFlags: number): SpanContext | undefined {
  if (traceId.length !== 32 || spanId.length !== 16 || digits(traceId, 0, 32) <= 0 || digits(spanId, 0, 16) <= 0)
    return undefined;
  return { traceId, spanId, traceFlags, isRemote: true };
}

function parseIds(text: string, at: number, traceFlags: number): SpanContext | undefined {
  const span = at + 33;
  if (text.charCodeAt(span - 1) !== DASH) return undefined;
  if (digits(text, at, at + 32) <= 0 || digits(text, span, span + 16) <= 0) return undefined;
  return { traceId: text.slice(at, at + 32), spanId: text.slice(span, span + 16), traceFlags, isRemote: true };
}

/**
 * The bits of all digits together; 0 where all are zeros, negative where one of them is none. Eight of them at a time,
 * of which ids have multiples: that takes a tenth less time.
 */
function digits(text: string, from: number, to: number): number {
  let bits = 0;
  for (let at = from; at < to; at += 8) bits |= fourDigits(text, at) | fourDigits(text, at + 4);
  return bits;
}

function fourDigits(text: string, at: number): number {
  return (
    (VALUES[text.charCodeAt(at)] as number) |
    (VALUES[text.charCodeAt(at + 1)] as number) |
    (VALUES[text.charCodeAt(at + 2)] as number) |
    (VALUES[text.charCodeAt(at + 3)] as number)
  );
}

/** The value of two digits; negative where one of them is none. */
function byteAt(text: string, at: number): number {
  const high = VALUES[text.charCodeAt(at)] as number;
  const low = VALUES[text.charCodeAt(at + 1)] as number;
  return high < 0 ? high : (high << 4) | low;
}

function createValues(): Int8Array {
  const values = new Int8Array(65_536).fill(NONE);
  for (let value = 0; value < 16; value++) values[value.toString(16).charCodeAt(0)] = value;
  return values;
}
