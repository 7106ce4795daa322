/** What rows are found by: keys of one size, whatever the names of runs and items are. */
import { createHash } from 'node:crypto';
import type { StageKey } from '../../../../lib/ledger/ledger.js';

/** The key of a run. */
export function runKey(workflow: string, run: string): string {
  return keyOf([workflow, run]);
}

/** The key of a stage of a run, for one of its items. */
export function placeKey({ workflow, run, stage, item }: StageKey): string {
  return keyOf([workflow, run, stage, item]);
}

/** The key of a stage within a run. */
export function stageKey(stage: string): string {
  return keyOf([stage]);
}

/** The last keys of short names: an attempt asks for its own up to six times. */
const known = new Map<string, string>();
const KNOWN_LIMIT = 1_000;
const SHORT = 500;

/** 192 bits, as 32 characters. */
function keyOf(names: readonly string[]): string {
  const text = JSON.stringify(names);
  const found = known.get(text);
  if (found !== undefined) return found;
  const key = createHash('sha256').update(text).digest('base64url').slice(0, 32);
  if (known.size >= KNOWN_LIMIT) known.clear();
  if (text.length <= SHORT) known.set(text, key);
  return key;
}
