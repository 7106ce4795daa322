/**
 * Agent2Agent: `metadata` of a message, or of the request with it. The protocol has no place of its own yet, and
 * https://github.com/a2aproject/A2A/issues/2103 asks for one. These two are in use: the W3C's names as they are, and
 * below the address of an extension.
 */
import type { ReadResult } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import { field } from './field.js';
import type { ContextReader, Message } from './message-reader.js';

/** See https://github.com/a2aproject/A2A/issues/2026. */
const EXTENSION = 'https://deeparchi.ai/extensions/trace-context/v1';

/** Reads the metadata of a message, which is known by its parts; that of other clients may be anything. */
export function readA2a(metadata: unknown, parts: unknown): ReadResult {
  return parts ? (readCarrier(metadata) ?? readCarrier(field(metadata, EXTENSION))) : undefined;
}

/** Reads the parameters of `message/send`: the message's metadata, then their own. */
export function readA2aParams(params: unknown): ReadResult {
  const message = field(params, 'message');
  return readA2aMessage(message) ?? readA2a(field(params, 'metadata'), field(message, 'parts'));
}

/** Reads a message in a field of another object, such as the context of an agent's executor. */
export function readA2aMessage(message: unknown): ReadResult {
  return readA2a(field(message, 'metadata'), field(message, 'parts'));
}

/** Reads the metadata of a message itself. */
export function readA2aMetadata(metadata: unknown, { parts }: Message): ReadResult {
  return readA2a(metadata, parts);
}

export const A2A_PARAMS: ContextReader = { client: 'A2A', fields: ['params'], read: readA2aParams };
export const A2A_MESSAGE: ContextReader = {
  client: 'A2A',
  fields: ['metadata', 'parts'],
  read: readA2aMetadata,
};
export const A2A_CONTEXT: ContextReader = { client: 'A2A', fields: ['userMessage'], read: readA2aMessage };
