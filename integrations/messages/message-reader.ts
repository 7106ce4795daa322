/** How the messages of one client are read, for those who want to say which it is. */
import { types } from 'node:util';
import type { Attributes, Link } from '@opentelemetry/api';
import { type ContextSink, type ReadResult, addResult } from '../../lib/sources/context-sink.js';
import { readCarrier, readFields } from '../../lib/sources/headers/read-carrier.js';
import { LinkSet } from '../../lib/links/link-set.js';
import { collectLinks } from '../../lib/sources/links-from.js';
import type { LinkOptions } from '../../lib/links/link-options.js';

/** One or several messages of a client; `null`, `undefined` and `false` mean "no cause". */
export type MessageSource<Message> = Message | Iterable<Message | None> | None;

type None = null | undefined | false;

/** Reads the links of a client's messages, at the places of that client alone. */
export type FromMessages<Message> = (source: MessageSource<Message>, options?: LinkOptions) => Link[];

/** Where a client's messages carry their context. */
export interface Places {
  /** In `message.headers`. */
  readonly headers?: boolean;
  /** In the message's own `traceparent` and `tracestate`. */
  readonly fields?: boolean;
  /** Elsewhere in it. */
  read?(message: Readonly<Record<string, unknown>>): ReadResult;
  /** The messages in it, where it is a payload or an event of several. */
  messages?(payload: Readonly<Record<string, unknown>>): readonly unknown[] | undefined;
}

/** Makes the function of that name. */
export function fromPlaces<Message>(
  name: string,
  { headers: inHeaders, fields: inFields, read: readPlace, messages }: Places,
): FromMessages<Message> {
  const read = (item: unknown, headers: unknown, sink: ContextSink): boolean => {
    if (typeof item !== 'object' || item === null) return false;
    const carried = inHeaders === true && addResult(readCarrier(headers), sink);
    const own = inFields === true && addResult(readFields(item, (item as { traceparent?: unknown }).traceparent), sink);
    const message = item as Readonly<Record<string, unknown>>;
    if (addResult(readPlace?.(message), sink) || carried || own) return true;
    const several = messages?.(message);
    return several !== undefined && sink.addMessages(several);
  };
  return (source, options) => {
    const set = new LinkSet();
    collectLinks(set, source, options, name, undefined, read);
    return set.links;
  };
}

/** What the messaging conventions say of a message, where it is one of that client. */
export type Describe = (message: Readonly<Record<string, unknown>>) => Attributes | undefined;

/**
 * The attributes that have a value: those that are text by the conventions, where a client may have a number, and the
 * others. `undefined` where none has.
 */
export function described(
  texts: Readonly<Record<string, unknown>>,
  others: Readonly<Record<string, number | boolean | undefined>> = {},
): Attributes | undefined {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(texts)) {
    const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
    if (isText && value !== '') attributes[name] = String(value);
  }
  for (const [name, value] of Object.entries(others)) if (value !== undefined) attributes[name] = value;
  return Object.keys(attributes).length === 0 ? undefined : attributes;
}

/** A whole number, as clients deliver it: a number, a bigint or the text of one. */
export function integer(value: unknown): number | undefined {
  const isNumber =
    typeof value === 'number' || typeof value === 'bigint' || (typeof value === 'string' && /^\d{1,16}$/.test(value));
  const number = isNumber ? Number(value) : NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** The same, where zero says nothing. */
export function positive(value: unknown): number | undefined {
  const number = integer(value);
  return number !== undefined && number > 0 ? number : undefined;
}

/** Seconds since 1970, as the conventions count the time of an event. */
export function seconds(time: unknown): number | undefined {
  return types.isDate(time) ? integer(Math.floor(time.getTime() / 1_000)) : undefined;
}

/** The bytes of a body that is bytes. */
export function bodySize(body: unknown): number | undefined {
  return ArrayBuffer.isView(body) ? body.byteLength : undefined;
}
