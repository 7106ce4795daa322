/** gRPC: `Metadata` of @grpc/grpc-js, which answers by methods, and the calls that carry one in `metadata`. */
import { ignoreRejection } from '../../global/ignore-rejection.js';
import type { ReadResult } from '../context-sink.js';
import { readHeaderList } from '../headers/read-carrier.js';
import type { ContextReader, Message } from './message-reader.js';

/** Names that are read. */
const LIMIT = 10_000;

/**
 * Reads metadata as the headers of HTTP/2 that it came in: with two contexts there is none.
 *
 * @param getMap Its method, which has been read already.
 */
export function readMetadata(metadata: object, getMap: unknown): ReadResult {
  const { get } = metadata as { get?: unknown };
  if (typeof get !== 'function' || typeof getMap !== 'function') return undefined;
  const all: unknown = ignoreRejection(getMap.call(metadata));
  if (typeof all !== 'object' || all === null) return undefined;
  const headers: unknown[] = [];
  for (const name of Object.keys(all).slice(0, LIMIT)) {
    const values: unknown = ignoreRejection(get.call(metadata, name));
    if (Array.isArray(values)) for (const value of values) headers.push(name, value);
  }
  return readHeaderList(headers, { isRequest: true });
}

/** Reads the metadata of a call; that of other clients may be anything. */
export function readCall(metadata: unknown): ReadResult {
  return typeof metadata === 'object' && metadata !== null
    ? readMetadata(metadata, (metadata as { getMap?: unknown }).getMap)
    : undefined;
}

/** Reads an item that is metadata. */
export function readOwnMetadata(getMap: unknown, message: Message): ReadResult {
  return readMetadata(message, getMap);
}

export const GRPC_CALL: ContextReader = { client: 'gRPC', fields: ['metadata'], read: readCall };
export const GRPC_METADATA: ContextReader = {
  client: 'gRPC',
  fields: ['getMap', 'get'],
  read: readOwnMetadata,
};
