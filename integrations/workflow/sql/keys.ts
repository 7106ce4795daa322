/** What rows are found by: keys of one size, whatever the names of runs and items are. */
import { createHash } from 'node:crypto';
import type { StageKey } from '../../../lib/workflow/ledger.js';

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

/** 192 bits, as 32 characters. */
function keyOf(names: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(names)).digest('base64url').slice(0, 32);
}
