/** A notification of SNS in a queue: the attributes at its end, and those that parsing all of it gives. */
import { deepStrictEqual } from 'node:assert';
import { readBody } from '../../../lib/sources/messages/aws';
import {
  attributesAtEnd,
  attributesIn,
  isBinary,
  isNotification,
} from '../../../lib/sources/messages/sns-notification';
import type { FuzzTarget } from '../fuzz-target';
import { A, checkIds } from '../spans';

const ofAttributes = (attributes: string): string =>
  `{"Type":"Notification","Message":"{\\"MessageAttributes\\":{}}","MessageAttributes":${attributes}}`;

export const target: FuzzTarget = {
  seeds: [
    ofAttributes(`{"traceparent":{"Type":"String","Value":"${A}"}}`),
    ofAttributes(`{\n"a":{"Type":"String","Value":"b"}, "c" : {"Type":"Binary","Value":"YQ=="}\n}\n`),
    ofAttributes(`{"a":{"Type":"String","Value":"\\u0062"}}`),
  ],
  words: ['"MessageAttributes"', '{"Type":"String","Value":"', '"}}}', '\\"', '"__proto__":', 'Binary.gzip'],
  run: (input) => {
    const body = input.toString();
    if (!isNotification(body)) return undefined;
    const short = attributesAtEnd(body);
    const whole = attributesIn(body);
    if (short !== undefined && isJson(body))
      deepStrictEqual({ ...short }, textsOf(whole), 'the end says another thing');
    const read = readBody(body);
    if (read !== undefined) for (const context of Array.isArray(read) ? read : [read]) checkIds(context);
    return read;
  },
};

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function textsOf(attributes: unknown): Record<string, string> {
  const entries = Object.entries(attributes as Record<string, { Type: string; Value: string }>);
  return Object.fromEntries(
    entries.map(([name, { Type, Value }]) => [
      name,
      isBinary(Type) ? Buffer.from(Value, 'base64').toString('latin1') : Value,
    ]),
  );
}
