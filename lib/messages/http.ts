/** Node's HTTP: `rawHeaders`, names and values in turn. */
import { readCarrier } from '../headers.js';
import type { MessageReader } from './reader.js';

/** Names and values that are read. */
const LIMIT = 20_000;

export const http: MessageReader = { field: 'rawHeaders', get: ({ rawHeaders }) => rawHeaders, read: (all) => readCarrier(pairs(all)) };

function pairs(all: unknown): unknown {
  if (!Array.isArray(all)) return undefined;
  const found: unknown[] = [];
  for (let at = 0; at + 1 < Math.min(all.length, LIMIT); at += 2) found.push([all[at], all[at + 1]]);
  return found;
}
