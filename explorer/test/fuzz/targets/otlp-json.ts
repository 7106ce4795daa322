/** Spans in JSON, against protobufjs and the rules of OTLP; and numbers of any length, against `JSON.parse`. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import type { FuzzTarget } from '../../../../test/fuzz/fuzz-target';
import { NumberLiteral, parseExactly } from '../../../server/receive/exact-json.js';
import { ExportError } from '../../../server/receive/export-error.js';
import { jsonToProtobuf } from '../../../server/receive/json-to-protobuf.js';
import { LIMITS } from '../../../server/receive/limits.js';
import { decoded, isEmpty, JSON_REQUEST, requestOfJson } from '../otlp-forms';

const seed = JSON.stringify(JSON_REQUEST);

export const target: FuzzTarget = {
  seeds: [seed, seed.replace('-9223372036854775808', '9223372036854775808'), '{"resourceSpans":[{"scopeSpans":null}]}'],
  longest: 3_000,
  words: ['1795000000000000001', '1e400', '"NaN"', '"__proto__":', 'null', '\\ud83d', '18446744073709551616', '[{}]'],
  run: (input) => {
    const ours = expecting(() => jsonToProtobuf(input, LIMITS.messages));
    const text = input.toString();
    const parsed = attempt(() => JSON.parse(text) as unknown);
    if (parsed === undefined) {
      strictEqual(ours, undefined, 'reads what is no JSON');
      return undefined;
    }
    const exact = expecting(() => parseExactly(text));
    if (exact !== undefined) deepStrictEqual(withNumbers(exact), parsed, 'parses another value than JSON.parse');
    if (ours === undefined) return undefined;
    const rows = decoded(ours);
    strictEqual(isEmpty(), true);
    // protobufjs rounds numbers that JavaScript cannot hold, and takes any text as one
    if (/\d{15}|[eE]|NaN|Infinity/.test(text)) return rows;
    const theirs = attempt(() => requestOfJson(parsed));
    if (theirs !== undefined) deepStrictEqual(rows, decoded(theirs), 'reads other spans than protobufjs');
    return rows;
  },
};

function expecting<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ExportError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function withNumbers(value: unknown): unknown {
  if (value instanceof NumberLiteral) return Number(value.text);
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value))
    Object.defineProperty(copy, name, {
      value: withNumbers(each),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  return copy;
}
