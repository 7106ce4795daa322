/** Node's HTTP: `rawHeaders`, names and values in turn. */
import type { Found } from '../context-sink.js';
import { readList } from '../headers/read-carrier.js';

/** Names and values that are read. */
const LIMIT = 20_000;

export function readRawHeaders(all: unknown): Found {
  return Array.isArray(all)
    ? readList(
        all.slice(0, LIMIT).map((value: unknown, at) => (at % 2 === 1 || typeof value === 'string' ? value : '')),
      )
    : undefined;
}
