/** Tries rules in an explorer that goes on receiving. */
import type { TriedRulesAnswer } from '../../api/dry-run.js';
import { QuestionError } from '../../api/parameters.js';
import type { Store } from '../store/open-store.js';
import { dryRun } from './dry-run.js';
import type { KeepRules } from './rules/keep-rules.js';
import { FileError, readKeepFile } from './rules/read-keep-file.js';
import type { KeepFile } from './rules/read-keep-file.js';

/** What is in memory meanwhile: the traces with their links, and the size of each. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_TRACES = 1_000_000;

/** Rules that are tried. */
export interface Trial {
  /** The text of a keep file; if it is blank, the rules that run are tried. */
  readonly text: string;
  /** Milliseconds since 1970, from which on what came counts. */
  readonly since: number;
  /** Aborted when nobody waits for the answer. */
  readonly signal: AbortSignal;
}

/** @throws a `QuestionError` if the text is no keep file, or too much came since */
export async function tryRules(store: Store, running: KeepRules, trial: Trial): Promise<TriedRulesAnswer> {
  const { text, since, signal } = trial;
  const { rules, notices } = text.trim() === '' ? { rules: running, notices: [] } : readRules(text);
  const bounds = { maxBytes: MAX_BYTES, maxTraces: MAX_TRACES, signal };
  return { ...(await dryRun(store, rules, since, bounds)), notices };
}

function readRules(text: string): KeepFile {
  try {
    return readKeepFile(text, 'keep.yaml');
  } catch (error) {
    if (error instanceof FileError) throw new QuestionError(error.message, { cause: error });
    throw error;
  }
}
