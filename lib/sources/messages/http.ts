/** Node's HTTP: `rawHeaders`, names and values in turn. */
import type { ReadResult } from '../context-sink.js';
import { readHeaderList } from '../headers/read-carrier.js';
import type { ContextReader } from './message-reader.js';

/** Names and values that are read. */
const LIMIT = 20_000;

/** Reads the headers of a request, which has no context if it has several. */
export function readRawHeaders(all: unknown): ReadResult {
  if (!Array.isArray(all)) return undefined;
  const headers = all
    .slice(0, LIMIT)
    .map((value: unknown, at) => (at % 2 === 0 && typeof value !== 'string' ? '' : value));
  return readHeaderList(headers, { isRequest: true });
}

export const NODE_HTTP: ContextReader = { client: "Node's HTTP", fields: ['rawHeaders'], read: readRawHeaders };
