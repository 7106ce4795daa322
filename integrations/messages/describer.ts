/** Describes the messages of one client by OpenTelemetry's messaging conventions. */
import { isUtf8 } from 'node:buffer';
import { types } from 'node:util';
import type { Attributes } from '@opentelemetry/api';
import { withFormerNames } from '../../lib/messaging/attribute-names.js';

/** Anything that may be a message. */
export type Message = Readonly<Record<string, unknown>>;

/** Returns a message's attributes; `undefined` if it is not a message of that client. */
export type Describer = (message: Message) => Attributes | undefined;

/**
 * Collects the attributes that have a value, also under their former names where these are asked for.
 *
 * @param texts Attributes that the conventions define as text, although a client may hold a number.
 * @param others Attributes that are recorded as they are.
 * @returns `undefined` if no attribute has a value.
 */
export function toAttributes(
  texts: Readonly<Record<string, unknown>>,
  others: Readonly<Record<string, number | boolean | undefined>> = {},
): Attributes | undefined {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(texts)) {
    const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
    if (isText && value !== '') attributes[name] = String(value);
  }
  for (const [name, value] of Object.entries(others)) if (value !== undefined) attributes[name] = value;
  return Object.keys(attributes).length === 0 ? undefined : withFormerNames(attributes);
}

/** Reads a whole number as clients deliver it: a number, a bigint or the text of one. */
export function integer(value: unknown): number | undefined {
  const isNumber =
    typeof value === 'number' || typeof value === 'bigint' || (typeof value === 'string' && /^\d{1,16}$/.test(value));
  const number = isNumber ? Number(value) : NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Reads a whole number above zero, for counts in which a client's zero means "unknown". */
export function positive(value: unknown): number | undefined {
  const number = integer(value) ?? 0;
  return number > 0 ? number : undefined;
}

/** Converts a date to seconds since 1970, in which the conventions measure the time of an event. */
export function seconds(time: unknown): number | undefined {
  return types.isDate(time) ? integer(Math.floor(time.getTime() / 1_000)) : undefined;
}

/** Returns the size of a body of bytes; `undefined` for any other body. */
export function bodySize(body: unknown): number | undefined {
  return ArrayBuffer.isView(body) ? body.byteLength : undefined;
}

/** Returns a value's text, decoded if its bytes are UTF-8; other bytes have no text that everyone would agree on. */
export function text(value: unknown): unknown {
  if (!ArrayBuffer.isView(value)) return value;
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return isUtf8(bytes) ? bytes.toString() : undefined;
}
