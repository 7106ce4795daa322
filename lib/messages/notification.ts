/** The notification of SNS, as which a message comes to a queue unless the subscription delivers it raw. */
import { parseJson } from '../text.js';
import { at } from './reader.js';

/** What SQS accepts as the size of a message. */
const BODY_LIMIT = 262_144;

const KEY = '"MessageAttributes"';

/** One attribute as SNS writes it, and what follows: another, or the end of the notification. */
const ATTRIBUTE = /\s*"([\w.-]+)"\s*:\s*\{\s*"Type"\s*:\s*"[\w.]+"\s*,\s*"Value"\s*:\s*"([^"\\]*)"\s*\}\s*(,|\}\s*\}\s*$)/;
const FIRST = new RegExp(`\\s*:\\s*\\{${ATTRIBUTE.source}`, 'y');
const NEXT = new RegExp(ATTRIBUTE.source, 'y');

/** The attributes in the body of a message, if it is a notification: text by name, or as JSON has them. */
export function notificationAttributes(body: unknown): unknown {
  if (typeof body !== 'string' || body.length > BODY_LIMIT || !body.startsWith('{')) return undefined;
  const key = body.lastIndexOf(KEY);
  // an escaped quote before it, and it is no key
  if (key === -1 || body[key - 1] === '\\') return undefined;
  return lastAttributes(body, key + KEY.length) ?? at(parseJson(body, BODY_LIMIT), 'MessageAttributes');
}

/** SNS writes them last, so that the message before them, which may be long, need not be parsed. */
function lastAttributes(body: string, from: number): Record<string, string> | undefined {
  const attributes: Record<string, string> = {};
  for (let pattern = FIRST, start = from; ; pattern = NEXT) {
    pattern.lastIndex = start;
    const [, name, value, end] = pattern.exec(body) ?? [];
    if (name === undefined || value === undefined) return undefined;
    attributes[name] = value;
    if (end !== ',') return attributes;
    start = pattern.lastIndex;
  }
}
