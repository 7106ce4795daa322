/** The notification of SNS, as which a message comes to a queue unless the subscription delivers it raw. */
import { parseJson } from '../headers/decode.js';
import { field } from './field.js';

/** What SQS accepts as the size of a message. */
const BODY_LIMIT = 262_144;

const KEY = '"MessageAttributes"';

/** One attribute as SNS writes it, and what follows: another, or the end of the notification. */
const ATTRIBUTE =
  /\s*"([\w.-]+)"\s*:\s*\{\s*"Type"\s*:\s*"[\w.]+"\s*,\s*"Value"\s*:\s*"([^"\\]*)"\s*\}\s*(,|\}\s*\}\s*$)/;
const FIRST = new RegExp(`\\s*:\\s*\\{${ATTRIBUTE.source}`, 'y');
const NEXT = new RegExp(ATTRIBUTE.source, 'y');

/** Whether the body of a message may be a notification. */
export function isNotification(body: unknown): body is string {
  return typeof body === 'string' && body.length <= BODY_LIMIT && body.startsWith('{');
}

/** The attributes of a notification as JSON has them. */
export function attributesIn(body: string): unknown {
  return body.includes(KEY) ? field(parseJson(body, BODY_LIMIT), 'MessageAttributes') : undefined;
}

/**
 * The same as text by name; `undefined` where they are not the last thing in the body. As SNS writes them last, the
 * message before them, which may be long, need not be parsed.
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
