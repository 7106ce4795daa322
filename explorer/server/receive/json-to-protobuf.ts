/** Converts OTLP/JSON, which is proto3 JSON but with ids in hex and enums as numbers, to protobuf. */
import protobuf from 'protobufjs';
import type { Field, Type } from 'protobufjs';
import type { Int64 } from './otlp-messages.js';
import { bufferOf, types } from './otlp-messages.js';
import { ExportError } from './export-error.js';

const REQUEST = types.lookupType('ExportTraceServiceRequest');
const MAX_DEPTH = 100;
const HEX_FIELDS = new Set(['traceId', 'spanId', 'parentSpanId']);

/**
 * Encodes an ExportTraceServiceRequest in protobuf; unknown fields are ignored.
 *
 * @param maxMessages the number of objects and lists allowed in the body
 * @throws an {@link ExportError} that names the field which is wrong
 */
export function jsonToProtobuf(body: Buffer, maxMessages: number): Buffer {
  if (countBrackets(body) > maxMessages)
    throw new ExportError(
      'payloadTooLarge',
      `The request has more than ${maxMessages} objects and lists in it. Send fewer spans at once.`,
    );
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch (error) {
    throw new ExportError(
      'invalidArgument',
      `The body is no JSON: ${error instanceof Error ? error.message : String(error)}.`,
      {
        cause: error,
      },
    );
  }
  return bufferOf(REQUEST.encode(REQUEST.create(messageOf(value, REQUEST, 'the body', 0))).finish());
}

/** Returns an upper bound of objects and lists: brackets in strings count too. */
function countBrackets(body: Uint8Array): number {
  let count = 0;
  // { is 0x7b, [ is 0x5b
  for (const byte of body) if ((byte | 0x20) === 0x7b) count += 1;
  return count;
}

function messageOf(value: unknown, type: Type, path: string, depth: number): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw typeError(path, 'an object', value);
  if (depth > MAX_DEPTH) throw new ExportError('invalidArgument', `${path} nests deeper than ${MAX_DEPTH} levels.`);
  const message = type.create() as unknown as Record<string, unknown>;
  for (const field of type.fieldsArray) {
    const fieldValue = (value as Record<string, unknown>)[field.name];
    if (fieldValue === undefined || fieldValue === null || !Object.hasOwn(value, field.name)) continue;
    const fieldPath = `${path === 'the body' ? '' : `${path}.`}${field.name}`;
    if (!field.repeated) {
      message[field.name] = valueOf(fieldValue, field, fieldPath, depth);
    } else {
      if (!Array.isArray(fieldValue)) throw typeError(fieldPath, 'a list', fieldValue);
      message[field.name] = fieldValue.map((item, index) => valueOf(item, field, `${fieldPath}[${index}]`, depth));
    }
  }
  return message;
}

function valueOf(value: unknown, field: Field, path: string, depth: number): unknown {
  const type = field.resolvedType;
  if (type instanceof protobuf.Type) return messageOf(value, type, path, depth + 1);
  switch (field.type) {
    case 'string':
      if (typeof value !== 'string') throw typeError(path, 'a string', value);
      // protobufjs would write half of a surrogate pair as three bytes of invalid UTF-8
      return value.toWellFormed();
    case 'bool':
      if (typeof value !== 'boolean') throw typeError(path, 'true or false', value);
      return value;
    case 'bytes':
      return bytesOf(value, field.name, path);
    case 'double':
      return doubleOf(value, path);
    case 'int32':
    case 'uint32':
    case 'fixed32':
      if (!Number.isInteger(Number(value)) || typeof value === 'boolean')
        throw typeError(path, 'a whole number', value);
      return Number(value);
    default:
      return int64Of(value, path);
  }
}

function bytesOf(value: unknown, name: string, path: string): Uint8Array {
  if (typeof value !== 'string') throw typeError(path, 'a string', value);
  // an id that is not hex becomes one of the wrong length, which rejects only its span
  return Buffer.from(value, HEX_FIELDS.has(name) ? 'hex' : 'base64');
}

function doubleOf(value: unknown, path: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && (value === 'NaN' || !Number.isNaN(Number(value)))) return Number(value);
  throw typeError(path, 'a number', value);
}

function int64Of(value: unknown, path: string): Int64 {
  const isWhole =
    typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && /^-?\d{1,20}$/.test(value);
  if (!isWhole) throw typeError(path, 'a whole number, or a string of its digits', value);
  const bits = BigInt.asUintN(64, BigInt(value as number | string));
  return { low: Number(BigInt.asIntN(32, bits)), high: Number(BigInt.asIntN(32, bits >> 32n)) };
}

function typeError(path: string, expected: string, value: unknown): ExportError {
  const found = Array.isArray(value)
    ? 'a list'
    : value === null
      ? 'null'
      : typeof value === 'object'
        ? 'an object'
        : `${typeof value} ${String(value).slice(0, 40)}`;
  return new ExportError(
    'invalidArgument',
    `The body is no ExportTraceServiceRequest of OTLP in JSON: ${path} has to be ${expected}, and is ${found}.`,
  );
}
