/** The scalars of OTLP/JSON: exactly as they were written, or refused. */
import type { Field } from 'protobufjs';
import type { Int64 } from '../otlp/otlp-messages.js';
import { NumberLiteral } from './exact-json.js';
import { ExportError } from './export-error.js';

/** A value that its type cannot hold, as text. */
export class Unrepresentable {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const HEX_FIELDS = new Set(['traceId', 'spanId', 'parentSpanId']);
const RANGES: Readonly<Record<string, readonly [min: bigint, max: bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  fixed32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  fixed64: [0n, 2n ** 64n - 1n],
  sfixed64: [-(2n ** 63n), 2n ** 63n - 1n],
};
const MAX_DIGITS = 1000;

/**
 * Reads the value of a scalar field.
 *
 * @throws an {@link ExportError} that names the path, if the value is not of the field's type
 */
export function scalarOf(value: unknown, { type, name }: Field, path: string): unknown {
  switch (type) {
    case 'string':
      if (typeof value !== 'string') throw typeError(path, 'a string', value);
      // protobufjs would write half of a surrogate pair as three bytes of invalid UTF-8
      return value.toWellFormed();
    case 'bool':
      if (typeof value !== 'boolean') throw typeError(path, 'true or false', value);
      return value;
    case 'bytes':
      if (typeof value !== 'string') throw typeError(path, 'a string', value);
      return HEX_FIELDS.has(name) ? idOf(value) : bytesOf(value);
    case 'double':
      return doubleOf(value, path);
    default:
      return integerOf(value, type, path);
  }
}

/** Returns the bytes of an id: one if it is not hex, which no id has, so that only its span is rejected. */
const idOf = (hex: string): Buffer => (/^(?:[0-9a-f]{2})*$/i.test(hex) ? Buffer.from(hex, 'hex') : Buffer.alloc(1));

/** Decodes base64 of either alphabet, with its padding or without. */
const bytesOf = (text: string): Buffer | Unrepresentable =>
  /^(?:[\w+/-]{4})*(?:[\w+/-]{2}(?:==)?|[\w+/-]{3}=?)?$/.test(text)
    ? Buffer.from(text, 'base64')
    : new Unrepresentable(text.toWellFormed());

/** Returns the error for a value of another type than its field. */
export function typeError(path: string, expected: string, value: unknown): ExportError {
  return new ExportError(
    'invalidArgument',
    `The body is no request of OTLP in JSON: ${path} has to be ${expected}, and is ${shown(value)}.`,
  );
}

/** Returns the range of a field's integers in words, for an error. */
export const rangeOf = ({ type }: Field): string => {
  const [min, max] = RANGES[type] ?? [];
  return min === undefined ? 'a number' : `a whole number from ${min} to ${max}`;
};

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'null';
  if (value instanceof NumberLiteral) return `number ${value.text.slice(0, 40)}`;
  return typeof value === 'object' ? 'an object' : `${typeof value} ${String(value).slice(0, 40)}`;
}

/** Returns the text of a number, and of a string that may be one. */
function literalOf(value: unknown): string | undefined {
  if (value instanceof NumberLiteral) return value.text;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.length <= MAX_DIGITS ? value : undefined;
}

function doubleOf(value: unknown, path: string): number | Unrepresentable {
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  const literal = literalOf(value) ?? '';
  if (!/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(literal)) throw typeError(path, 'a number', value);
  const number = Number(literal);
  const isUnderflow = number === 0 && /^[^eE]*[1-9]/.test(literal);
  return isOtherWhole(number, literal) || isUnderflow || !Number.isFinite(number)
    ? new Unrepresentable(literal)
    : number;
}

/** Fractions are rounded by every client; a whole number becomes another one, however it is written. */
function isOtherWhole(number: number, literal: string): boolean {
  if (!Number.isFinite(number) || Number.isSafeInteger(number)) return false;
  const digits = wholeDigits(literal);
  // 1e23 is what clients write for the double next to it
  return digits !== undefined && digits !== wholeDigits(String(number)) && digits !== String(BigInt(number));
}

function integerOf(value: unknown, type: string, path: string): Int64 | number | Unrepresentable {
  // nearly all numbers are these, and BigInt takes longer
  if (typeof value === 'number' && value === value >>> 0 && value < 2 ** 31)
    return type.endsWith('32') ? value : { low: value, high: 0 };
  const digits = isShort(value) ? value : wholeDigits(literalOf(value) ?? '');
  if (digits === undefined) throw typeError(path, 'a whole number, or a string of its digits', value);
  const [min, max] = RANGES[type] ?? [0n, 0n];
  // a power of ten with hundreds of zeros is kept as it was written
  const integer = isShort(digits) || /^-?\d+$/.test(digits) ? BigInt(digits) : undefined;
  if (integer === undefined || integer < min || integer > max) return new Unrepresentable(String(integer ?? digits));
  if (type.endsWith('32')) return Number(integer);
  return { low: Number(BigInt.asIntN(32, integer)), high: Number(BigInt.asIntN(32, integer >> 32n)) };
}

/** Recognises digits as times have them. */
const isShort = (value: unknown): value is string =>
  typeof value === 'string' && value.length < 20 && /^\d+$/.test(value);

/** Returns the digits of a number if it is whole, however it is written: `1.5e3` is 1500. */
function wholeDigits(literal: string): string | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  if (whole === '') return undefined;
  const zeros = Number(exponent) - fraction.length;
  const all = whole + fraction;
  if (/^0+$/.test(all)) return '0';
  if (zeros > MAX_DIGITS) return literal;
  if (zeros >= 0) return `${sign}${all}${'0'.repeat(zeros)}`;
  return /^0+$/.test(all.slice(zeros)) && all.length > -zeros ? `${sign}${all.slice(0, zeros)}` : undefined;
}
