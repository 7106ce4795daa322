/** The names of runs, stages and items in Redis, and the keys of a run. */
import { createHash } from 'node:crypto';
import type { AttemptKey, StageKey } from '../../../../lib/ledger/ledger.js';

/** Characters of a name that stay readable; a longer one is hashed. */
const LONGEST = 64;

/**
 * Encodes a text as part of a key: letters, digits and `-_.!~*'()%`, or `#` and a hash. No two texts have the same
 * encoding, and none contains a character that joins parts or has a meaning in Redis: `/`, `:`, `{` and `}`.
 */
export function encodeName(text: string): string {
  // JSON is well-formed, even if the text is not
  const json = JSON.stringify(text).slice(1, -1);
  return json.length > LONGEST ? `#${createHash('sha256').update(json).digest('base64url')}` : encodeURIComponent(json);
}

/** Returns the name of a run: the part of its keys by which Redis Cluster chooses their node. */
export function runName(workflow: string, run: string): string {
  return `${encodeName(workflow)}/${encodeName(run)}`;
}

/** Returns the name of a stage and item of a run. */
export function stageItemName({ stage, item }: Pick<StageKey, 'stage' | 'item'>): string {
  return `${encodeName(stage)}/${encodeName(item)}`;
}

/** Returns the name of an attempt of a run; those at one stage and item sort by number. */
export function attemptName(key: AttemptKey): string {
  return `${stageItemName(key)}/${String(key.attempt).padStart(12, '0')}`;
}

/** Returns the keys of a run, in the order of `KEYS` in the scripts: all on one node of a cluster. */
export function runKeys(prefix: string, name: string): string[] {
  return ['attempts', 'began', 'spans', 'index'].map((key) => `${prefix}{${name}}:${key}`);
}
