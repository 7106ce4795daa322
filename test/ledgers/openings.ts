/** What the suites of ledgers open: runs that nobody else has, and attempts at their stages. */
import type { Attempt, AttemptKey, Ledger, Opening, Outcome, Started } from 'spanlink/workflow';
import { nth } from '../lib/causes';

/** Which run. */
export interface RunKey {
  readonly workflow: string;
  readonly run: string;
}

/** When attempts begin where a test does not say; no ledger takes it for expired. */
export const NOW = Date.now();
export const DAY = 86_400_000;

let runs = 0;
let spans = 0;

/** A run that no other test uses. */
export function newRun(): RunKey {
  const n = ++runs;
  return { workflow: `loan-${n}`, run: `run-${n}` };
}

/** An opening of that stage, which wants no other stages. */
export function openingOf(run: RunKey, stage: string, more: Partial<Opening> = {}): Opening {
  return { ...run, stage, item: '', process: 'worker-1', startedAt: NOW, stages: [], ...more };
}

/** A span that no other attempt has. */
export function startedOf(more: Partial<Started> = {}): Started {
  return { traceparent: nth(spans++), links: [], ...more };
}

/** Opens an attempt, and starts it. */
export async function begin(ledger: Ledger, opening: Opening, started: Started = startedOf()): Promise<AttemptKey> {
  const { attempt } = await ledger.open(opening);
  const key = { ...keyOf(opening), attempt };
  await ledger.start(key, started);
  return key;
}

/** The same, to its end. */
export async function go(
  ledger: Ledger,
  opening: Opening,
  status: Outcome['status'] = 'completed',
): Promise<AttemptKey> {
  const key = await begin(ledger, opening);
  await ledger.finish(key, { status, endedAt: opening.startedAt + 5 });
  return key;
}

/** The attempt with that number at what an opening is for. */
export function keyOf({ workflow, run, stage, item }: Opening, attempt = 1): AttemptKey {
  return { workflow, run, stage, item, attempt };
}

/** Attempts as `stage#attempt`, or `stage(item)#attempt`. */
export function namesOf(attempts: readonly (Attempt | undefined)[]): (string | undefined)[] {
  return attempts.map((one) => one && `${one.stage}${one.item === '' ? '' : `(${one.item})`}#${one.attempt}`);
}
