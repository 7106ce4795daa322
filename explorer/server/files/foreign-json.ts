/** Reads the fields of other systems' JSON, and writes attributes of OTLP/JSON. */
import { NumberLiteral, parseExactly } from '../receive/exact-json.js';
import { ExportError } from '../receive/export-error.js';

/** An object of JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** An attribute of OTLP/JSON. */
export interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export const invalid = (message: string): ExportError => new ExportError('invalidArgument', message);

/** Parses an object. Throws an {@link ExportError} if it is none. */
export function parseObject(bytes: Buffer): Fields {
  let value: unknown;
  try {
    value = parseExactly(bytes.toString());
  } catch (error) {
    throw error instanceof ExportError ? error : invalid(`it is no JSON: ${(error as Error).message}`);
  }
  const fields = asFields(value);
  if (fields === undefined) throw invalid('a span has to be an object');
  return fields;
}

export const asFields = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberLiteral)
    ? (value as Fields)
    : undefined;

/** Returns the objects of a list; none of anything else. */
export const objectsOf = (value: unknown): Fields[] =>
  (Array.isArray(value) ? (value as unknown[]) : []).flatMap((item): Fields[] => {
    const fields = asFields(item);
    return fields ? [fields] : [];
  });

/** Returns a text, or a number as it was written; empty for anything else. */
export const asText = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : value instanceof NumberLiteral
      ? value.text
      : typeof value === 'number' || typeof value === 'boolean'
        ? String(value)
        : '';

/** Returns an id with zeros before it, which some systems leave out; as it is if it is none. */
export const asId = (value: unknown, digits: 16 | 32): string => {
  const id = asText(value).toLowerCase();
  return id === '' || /[^0-9a-f]/.test(id) ? id : id.padStart(digits, '0').slice(-Math.max(digits, id.length));
};

/** Reads microseconds as nanoseconds. Throws an {@link ExportError} if they are none. */
export function asNanos(value: unknown, name: string): bigint {
  const written = asText(value);
  const text = /^\d[\d.]*e/i.test(written) ? String(Number(written)) : written;
  const [, whole = '', fraction = ''] = /^(\d{1,17})(?:\.(\d{1,20}))?$/.exec(text) ?? [];
  if (whole === '') throw invalid(`${name} has to be microseconds, and is ${shown(value)}`);
  return BigInt(whole) * 1000n + BigInt(fraction.padEnd(3, '0').slice(0, 3) || '0');
}

export const textAttribute = (key: string, text: string): Attribute => ({ key, value: { stringValue: text } });

/** Returns an attribute with a value of JSON as it is: numbers keep their digits. */
export function attributeOf(key: string, value: unknown): Attribute {
  if (typeof value === 'boolean') return { key, value: { boolValue: value } };
  if (typeof value === 'number' || value instanceof NumberLiteral)
    return { key, value: /^-?\d+$/.test(asText(value)) ? { intValue: value } : { doubleValue: value } };
  if (typeof value === 'string') return textAttribute(key, value);
  return textAttribute(key, value === null || value === undefined ? '' : JSON.stringify(value, literalsAsText));
}

const literalsAsText = (_: string, value: unknown): unknown => (value instanceof NumberLiteral ? value.text : value);

const shown = (value: unknown): string =>
  value === undefined ? 'missing' : asText(value).slice(0, 40) || 'something else';
