/** Finds out why a header that should hold a context holds none. */
import { parseTraceparent } from '../links/traceparent.js';
import { decodeText } from '../sources/headers/decode.js';
import { isOpen } from './peek.js';

const LENGTH = 55;
const PROPAGATORS: readonly (readonly [name: RegExp, what: string])[] = [
  [/^(?:b3|x-b3-.*)$/, 'is of B3: install @opentelemetry/propagator-b3, or register a propagator for it'],
  [/^uber-trace-id$/, 'is of Jaeger: install @opentelemetry/propagator-jaeger, or register a propagator for it'],
  [/^(?:x-cloud-trace-context|grpc-trace-bin)$/, 'is a format that is not read; register a propagator for it'],
  [/^(?:sentry-trace|x-datadog-.*|x-amzn-trace-id|awstraceheader)$/, 'is not of the form that its vendor writes'],
];

/** The names, in lower case, of headers that hold a W3C `traceparent`. */
const W3C = /^(?:traceparent|diagnostic-id|googclient_traceparent|(?:ce[-_]|cloudevents[:_])traceparent)$/;

/** Returns what is wrong with a header, by its name; `undefined` for one that is no context. Never its value. */
export function findFault(name: string, value: unknown): string | undefined {
  const known = name.toLowerCase();
  if (W3C.test(known)) return faultOf(value);
  if (value === undefined || value === null) return undefined;
  return PROPAGATORS.find(([pattern]) => pattern.test(known))?.[1];
}

function faultOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '')
    return `is ${value === '' ? 'an empty text' : String(value)}`;
  if (Array.isArray(value) && value.length !== 1) return `came ${value.length} times`;
  const text = decodeText(Array.isArray(value) ? (value[0] as unknown) : value);
  if (text === undefined) return `is ${isOpen(value) ? 'an object' : `a ${typeof value}`}, not a text`;
  return parseTraceparent(text) === undefined ? `is no valid traceparent: ${shapeFault(text)}` : undefined;
}

function shapeFault(text: string): string {
  if (text !== text.trim()) return 'it has spaces around it';
  if (/[A-F]/.test(text)) return 'its digits are in upper case';
  if (text.length !== LENGTH) return `its length is ${text.length}, and not ${LENGTH}`;
  if (text.startsWith('ff')) return 'its version is ff';
  if (/^..-0{32}-/.test(text)) return 'its trace id is all zeros';
  if (/-0{16}-..$/.test(text)) return 'its span id is all zeros';
  return 'it is not of the form 00-<32 hex digits>-<16 hex digits>-<2 hex digits>';
}

/** Returns the reason why a text or bytes alone are no context. */
export function faultOfText(value: unknown): string {
  const text = decodeText(value) ?? '';
  if (/^\s*[{[]/.test(text)) return 'its JSON has no traceparent, no headers, and no field of a known client';
  if (text.length === 49) return 'it is not of the form <trace id>-<span id>';
  return `it is no traceparent (${shapeFault(text)}), no traceid-spanid and no JSON`;
}
