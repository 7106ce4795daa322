/** The keys that rows are found by: all of one length, however long the names of runs and items are. */
import { createHash } from 'node:crypto';
import type { StageKey } from '../../../../lib/ledger/ledger.js';

/** Returns the key of a run. */
export function runKey(workflow: string, run: string): string {
  return hashNames([workflow, run]);
}

/** Returns the key of one item of a stage of a run: the column `place_key`. */
export function stageItemKey({ workflow, run, stage, item }: StageKey): string {
  return hashNames([workflow, run, stage, item]);
}

/** Returns the key of a stage within a run. */
export function stageKey(stage: string): string {
  return hashNames([stage]);
}

/** The latest keys of short names: an attempt asks for its own up to six times. */
const known = new Map<string, string>();
const KNOWN_LIMIT = 1_000;
/** Characters of the names of a key that is remembered. */
const SHORT = 500;

/** Returns 192 bits of a hash, as 32 characters. */
function hashNames(names: readonly string[]): string {
  const text = JSON.stringify(names);
  const found = known.get(text);
  if (found !== undefined) return found;
  const key = createHash('sha256').update(text).digest('base64url').slice(0, 32);
  if (known.size >= KNOWN_LIMIT) known.clear();
  if (text.length <= SHORT) known.set(text, key);
  return key;
}
