/** How runs, stages and items are named in Redis. */
import { createHash } from 'node:crypto';
import type { AttemptKey, StageKey } from '../../../../lib/ledger/ledger.js';

/** Characters of a name that stay readable; of a longer one the hash is taken. */
const LONGEST = 64;

/**
 * A text as part of a key: letters, digits and `-_.!~*'()%`, or `#` and a hash. No two texts have the same, and none
 * holds what parts are joined with, or what Redis sees more in: `/`, `:`, `{` and `}`.
 */
export function nameOf(text: string): string {
  // as JSON it is well-formed, also where the text is not
  const json = JSON.stringify(text).slice(1, -1);
  return json.length > LONGEST ? `#${createHash('sha256').update(json).digest('base64url')}` : encodeURIComponent(json);
}

/** A run, as the part of its keys that Redis Cluster places them by. */
export function runName(workflow: string, run: string): string {
  return `${nameOf(workflow)}/${nameOf(run)}`;
}

/** A stage and item of a run. */
export function placeName({ stage, item }: Pick<StageKey, 'stage' | 'item'>): string {
  return `${nameOf(stage)}/${nameOf(item)}`;
}

/** An attempt of a run; those at one place are in the order of their names. */
export function attemptName(key: AttemptKey): string {
  return `${placeName(key)}/${String(key.attempt).padStart(12, '0')}`;
}

/** The keys of a run, which scripts know by their place: all on one node of a cluster. */
export function keysOf(prefix: string, name: string): string[] {
  return ['attempts', 'began', 'spans', 'index'].map((key) => `${prefix}{${name}}:${key}`);
}
