/** The context in `_meta`. See https://modelcontextprotocol.io/seps/414-request-meta. */
import { type Baggage, type Context, propagation, ROOT_CONTEXT, type SpanContext } from '@opentelemetry/api';
import { callSafely } from '../../lib/global/report.js';
import { readFields } from '../../lib/sources/headers/read-carrier.js';
import { injectCarrier } from '../../lib/spans/inject-carrier.js';
import { read } from './message.js';

/** The names without a prefix that the protocol reserves for a context. */
const RESERVED = ['traceparent', 'tracestate', 'baggage'] as const;
/** The characters of a baggage, as the W3C limits it. */
const BAGGAGE_LIMIT = 8_192;

/**
 * Turns a carrier into the `_meta` of a request or a notification: what the protocol reserves names for. Other headers
 * of the carrier are left out.
 *
 * @example
 * ```ts
 * import { Client } from '@modelcontextprotocol/sdk/client/index.js';
 *
 * const client = new Client({ name: 'agent', version: '1.0.0' });
 * await client.callTool({ name: 'ship', arguments: { id: order.id }, _meta: toMcp(guard.carrier()) });
 * ```
 */
export function toMcp(carrier: Readonly<Record<string, string>>): Record<string, string> {
  const meta: Record<string, string> = {};
  for (const name of RESERVED) {
    const value = carrier[name];
    if (typeof value === 'string' && value !== '') meta[name] = value;
  }
  return meta;
}

/**
 * Returns a copy of the message with the context in its `_meta`; the message itself where it has a context already, or
 * fields that cannot be copied.
 */
export function withContext(message: object, params: unknown, active: Context, site: string): object {
  const add = (): object => {
    const meta = read(params, '_meta');
    if (!isPlain(params) || !isPlain(meta) || read(meta, 'traceparent') !== undefined) return message;
    const carrier = toMcp(injectCarrier(active, `${site} _meta`));
    return { ...message, params: { ...params, _meta: { ...carrier, ...meta } } };
  };
  return (callSafely(site, '_meta', add, undefined, []) as object | undefined) ?? message;
}

/** Returns the span that sent a message; `undefined` where its `_meta` names none, by the only format it has. */
export function senderIn(meta: unknown): SpanContext | undefined {
  if (!isObject(meta)) return undefined;
  try {
    const { traceparent } = meta as { traceparent?: unknown };
    return readFields(meta, traceparent);
  } catch {
    return undefined;
  }
}

/** Returns the context with the sender's baggage, if there is any. */
export function withBaggage(active: Context, meta: unknown, site: string): Context {
  const baggage = read(meta, 'baggage');
  if (typeof baggage !== 'string' || baggage.length > BAGGAGE_LIMIT) return active;
  const extract = (): unknown => propagation.getBaggage(propagation.extract(ROOT_CONTEXT, { baggage }));
  const entries = callSafely(site, 'baggage', extract, undefined, []) as Baggage | undefined;
  return entries === undefined ? active : propagation.setBaggage(active, entries);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Returns true for what a copy keeps all of; no fields are none to keep. */
function isPlain(value: unknown): value is object | undefined {
  if (value === undefined) return true;
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
