/** The notification of SNS that wraps a message in a queue, unless the subscription delivers it raw. */
import { parseJson } from '../headers/decode.js';
import { field } from './field.js';

/** The limit of a message's size in SQS. */
const BODY_LIMIT = 262_144;

const KEY = '"MessageAttributes"';

/** One attribute as SNS writes it, followed by another, or by the end of the notification. */
const ATTRIBUTE =
  /\s*"([\w.-]+)"\s*:\s*\{\s*"Type"\s*:\s*"[\w.]+"\s*,\s*"Value"\s*:\s*"([^"\\]*)"\s*\}\s*(,|\}\s*\}\s*$)/;
const FIRST = new RegExp(`\\s*:\\s*\\{${ATTRIBUTE.source}`, 'y');
const NEXT = new RegExp(ATTRIBUTE.source, 'y');

/** Returns true for the body of a message that may be a notification. */
export function isNotification(body: unknown): body is string {
  return typeof body === 'string' && body.length <= BODY_LIMIT && body.startsWith('{');
}

/** Returns the attributes of a notification, by parsing all of it. */
export function attributesIn(body: string): unknown {
  return body.includes(KEY) ? field(parseJson(body, BODY_LIMIT), 'MessageAttributes') : undefined;
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
    attributes[match[1] as string] = match[2] as string;
    if (match[3] !== ',') return attributes;
    start = pattern.lastIndex;
  }
}
