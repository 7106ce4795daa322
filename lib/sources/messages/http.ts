/** Node's HTTP: `rawHeaders`, names and values in turn. */
import type { ReadResult } from '../context-sink.js';
import { readHeaderList } from '../headers/read-carrier.js';

/** Names and values that are read. */
const LIMIT = 20_000;

export function readRawHeaders(all: unknown): ReadResult {
  return Array.isArray(all)
    ? readHeaderList(
        all.slice(0, LIMIT).map((value: unknown, at) => (at % 2 === 1 || typeof value === 'string' ? value : '')),
      )
    : undefined;
}
