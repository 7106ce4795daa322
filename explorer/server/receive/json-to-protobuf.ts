/** Converts OTLP/JSON, which is proto3 JSON but with ids in hex and enums as numbers, to protobuf. */
import protobuf from 'protobufjs';
import type { Field, Type } from 'protobufjs';
import { bufferOf, types } from '../otlp/otlp-messages.js';
import { NumberLiteral, parseExactly } from './exact-json.js';
import { ExportError } from './export-error.js';
import { rangeOf, scalarOf, typeError, Unrepresentable } from './json-scalars.js';
import { toSpelling, UnknownNames } from './unknown-names.js';

const REQUEST = 'ExportTraceServiceRequest';
const ANY_VALUE = types.lookupType('AnyValue');
/** The messages around spans. */
const CONTAINERS = new Set([REQUEST, 'ResourceSpans', 'ScopeSpans'].map((name) => types.lookupType(name)));
/** The names of each message's fields, as they are however they are spelt. */
const SPELLINGS = new Map(
  types.nestedArray.map((type) => [type, new Set(Object.keys((type as Type).fields).map(toSpelling))]),
);
const MAX_DEPTH = 100;

/**
 * Encodes a request in protobuf; unknown fields are ignored.
 *
 * @param maxMessages the number of objects and lists allowed in the body
 * @param unknownNames collects the names of unknown fields that may be mistakes
 * @param type the name of its message
 * @throws an {@link ExportError} that names the field which is wrong
 */
export function jsonToProtobuf(
  body: Buffer,
  maxMessages: number,
  unknownNames: UnknownNames = new UnknownNames(),
  type: string = REQUEST,
): Buffer {
  if (countBrackets(body) > maxMessages)
    throw new ExportError(
      'payloadTooLarge',
      `The request has more than ${maxMessages} objects and lists in it. Send less at once.`,
    );
  return encodeRequest(parse(body), unknownNames, type);
}

/** Encodes a request that is parsed already, as {@link jsonToProtobuf} does. */
export function encodeRequest(
  value: unknown,
  unknownNames: UnknownNames = new UnknownNames(),
  type: string = REQUEST,
): Buffer {
  const message = types.lookupType(type);
  return bufferOf(message.encode(message.create(new Conversion(unknownNames).request(value, message))).finish());
}

function parse(body: Buffer): unknown {
  try {
    return parseExactly(body.toString());
  } catch (error) {
    if (error instanceof ExportError) throw error;
    throw new ExportError(
      'invalidArgument',
      `The body is no JSON: ${error instanceof Error ? error.message : String(error)}.`,
      { cause: error },
    );
  }
}

/** Returns an upper bound of objects and lists: brackets in strings count too. */
function countBrackets(body: Uint8Array): number {
  let count = 0;
  // { is 0x7b, [ is 0x5b
  for (const byte of body) if ((byte | 0x20) === 0x7b) count += 1;
  return count;
}

/** Makes messages of the values of one body. */
class Conversion {
  readonly #unknownNames: UnknownNames;

  constructor(unknownNames: UnknownNames) {
    this.#unknownNames = unknownNames;
  }

  request(value: unknown, type: Type): object {
    return this.#messageOf(value, type, 'the body', 0);
  }

  #messageOf(value: unknown, type: Type, path: string, depth: number): object {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof NumberLiteral)
      throw typeError(path, 'an object', value);
    if (depth > MAX_DEPTH) throw new ExportError('invalidArgument', `${path} nests deeper than ${MAX_DEPTH} levels.`);
    const message = type.create() as unknown as Record<string, unknown>;
    for (const name of Object.keys(value)) {
      const content = (value as Record<string, unknown>)[name];
      if (content === null) continue;
      const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
      if (field === undefined) this.#ignore(name, type);
      else this.#setField(message, field, content, `${path === 'the body' ? '' : `${path}.`}${name}`, depth);
    }
    return message;
  }

  #ignore(name: string, type: Type): void {
    if (SPELLINGS.get(type)?.has(toSpelling(name)) === true) this.#unknownNames.addMisspelt(name);
    else if (CONTAINERS.has(type)) this.#unknownNames.addOther(name);
  }

  #setField(message: Record<string, unknown>, field: Field, content: unknown, path: string, depth: number): void {
    if (!field.repeated) {
      const value = this.#valueOf(content, field, path, depth);
      if (!(value instanceof Unrepresentable)) message[field.name] = value;
      // attributes are stored as text in any case
      else if (field.parent === ANY_VALUE) message.stringValue = value.text;
      else throw typeError(path, rangeOf(field), content);
    } else {
      if (!Array.isArray(content)) throw typeError(path, 'a list', content);
      message[field.name] = content.map((item, index) => this.#valueOf(item, field, `${path}[${index}]`, depth));
    }
  }

  #valueOf(value: unknown, field: Field, path: string, depth: number): unknown {
    const type = field.resolvedType;
    return type instanceof protobuf.Type ? this.#messageOf(value, type, path, depth + 1) : scalarOf(value, field, path);
  }
}
