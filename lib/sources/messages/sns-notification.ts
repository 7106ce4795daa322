/** The notification of SNS that wraps a message in a queue, unless the subscription delivers it raw. */
import { CARRIER_LIMIT, decodeBase64, parseJson } from '../headers/decode.js';
import { field } from './field.js';

const KEY = '"MessageAttributes"';

/** One attribute as SNS writes it, followed by another, or by the end of the notification. */
const ATTRIBUTE =
  /\s*"([\w.-]+)"\s*:\s*\{\s*"Type"\s*:\s*"([\w.]+)"\s*,\s*"Value"\s*:\s*"([^"\\]*)"\s*\}\s*(,|\}\s*\}\s*$)/;
const FIRST = new RegExp(`\\s*:\\s*\\{${ATTRIBUTE.source}`, 'y');
const NEXT = new RegExp(ATTRIBUTE.source, 'y');

/** Returns true for the body of a message that may be a notification. */
export function isNotification(body: unknown): body is string {
  return typeof body === 'string' && body.length <= CARRIER_LIMIT && body.startsWith('{');
}

/** Returns true for the type of an attribute that is bytes, which may have a label: `Binary.gzip`. */
export function isBinary(type: unknown): boolean {
  return type === 'Binary' || (typeof type === 'string' && type.startsWith('Binary.'));
}

/** Returns the attributes of a notification, by parsing all of it. */
export function attributesIn(body: string): unknown {
  return body.includes(KEY) ? field(parseJson(body), 'MessageAttributes') : undefined;
}

/**
 * Returns the attributes as text by name; `undefined` where they are not at the end of the body. As SNS writes them
 * last, the message before them, which may be long, need not be parsed.
 */
export function attributesAtEnd(body: string): Record<string, string> | undefined {
  const key = body.lastIndexOf(KEY);
  // an escaped quote before it, and it is no key
  if (key === -1 || body[key - 1] === '\\') return undefined;
  const attributes: Record<string, string> = {};
  for (let pattern = FIRST, start = key + KEY.length; ; pattern = NEXT) {
    pattern.lastIndex = start;
    const match = pattern.exec(body);
    if (match === null) return undefined;
    const value = match[3] as string;
    attributes[match[1] as string] = isBinary(match[2]) ? (decodeBase64(value) ?? '') : value;
    if (match[4] !== ',') return attributes;
    start = pattern.lastIndex;
  }
}
