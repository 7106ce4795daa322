/** The carrier in a header of Temporal, which its SDKs share, with names of ours beside the propagator's own. */

/** The header in which Temporal's OpenTelemetry interceptors of any language keep a carrier, as JSON. */
const HEADER = '_tracer-data';

/** More than any propagator writes. */
const BYTES = 65_536;

/** Names in a carrier, beside those of the propagator. */
export const CARRIER = {
  /** The relation of what is started to its starter, where that is not `link`. */
  relation: 'spanlink-relation',
  /** Of a run that continues another: the `traceparent` of the first run. */
  origin: 'spanlink-origin',
  /** Of what a handler starts: the `traceparent` of its run. */
  run: 'spanlink-run',
} as const;

/** What a propagator writes, and reads again. */
export type Carrier = Readonly<Record<string, string>>;

/** A value as Temporal transports it. */
export interface Payload {
  readonly metadata?: Readonly<Record<string, Uint8Array>> | null;
  readonly data?: Uint8Array | null;
}

/** The headers of a call of Temporal's. */
export type Headers = Readonly<Record<string, Payload>>;

/** Returns the carrier in headers; an empty one where there is none that can be read. Never throws. */
export function carrierIn(headers: Headers | null | undefined): Carrier {
  const read = valueIn(headers?.[HEADER]);
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return {};
  for (const name of Object.keys(read)) if (typeof (read as Carrier)[name] !== 'string') return textsOf(read);
  return read as Carrier;
}

/** Returns the text in a payload; `undefined` for any other. Never throws. */
export function textIn(payload: Payload | null | undefined): string | undefined {
  const read = valueIn(payload);
  return typeof read === 'string' ? read : undefined;
}

function textsOf(read: object): Carrier {
  return Object.fromEntries(Object.entries(read).filter(([, value]) => typeof value === 'string'));
}

let decoder: TextDecoder | undefined;

function valueIn(payload: Payload | null | undefined): unknown {
  try {
    const data = payload?.data;
    if (data === undefined || data === null || data.length > BYTES) return undefined;
    return JSON.parse((decoder ??= new TextDecoder()).decode(data));
  } catch {
    return undefined;
  }
}

/** Returns headers with a carrier, as Temporal's default converter would write it; the same ones for an empty one. */
export function withCarrier<H extends Headers>(headers: H, carrier: Carrier): H {
  if (Object.keys(carrier).length === 0) return headers;
  const text = new TextEncoder();
  const payload = { metadata: { encoding: text.encode('json/plain') }, data: text.encode(JSON.stringify(carrier)) };
  return { ...headers, [HEADER]: payload };
}
