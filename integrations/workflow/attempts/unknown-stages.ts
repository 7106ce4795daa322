/** Finds names of stages that nobody runs, where no class says which stages there are. */
import { registered } from '../../../lib/global/registry.js';
import { isReported } from '../../../lib/global/report.js';
import { warnOfValue } from '../../../lib/global/unknown-name.js';
import type { Opened } from '../../../lib/ledger/ledger.js';

/** Names that are remembered; a name made of an id would be a new one for each run. */
const LIMIT = 1_000;

/** The stages that ran in this process, by their workflow and name. */
const known = /* @__PURE__ */ registered('known-stages', () => new Map<string, Set<string>>());

/** Remembers a stage that runs. */
export function rememberStage(workflow: string, stage: string): void {
  const all = known();
  const stages = all.get(workflow);
  if (stages !== undefined) {
    if (stages.size < LIMIT) stages.add(stage);
  } else if (all.size < LIMIT) all.set(workflow, new Set([stage]));
}

/**
 * Warns of stages that one names, and that never ran: neither in this process, nor in the run, as its ledger knows it.
 * Where another one that it names did run, or none that could be meant, the stage may be one that is left out at times.
 */
export function checkNamedStages(
  { workflow, stage }: { readonly workflow: string; readonly stage: string },
  named: readonly string[],
  { others, last }: Opened,
): void {
  const ran = (name: string): boolean => others.some((attempt) => attempt.stage === name);
  const stages = known().get(workflow) ?? new Set<string>();
  // of the first stage of a run, nothing can have run before
  if (last === undefined || named.some(ran)) return;
  // others may have run that there was no place for
  if (stages.size >= LIMIT || (stages.size === 0 && known().size >= LIMIT)) return;
  const site = `runStage of ${workflow}.${stage}`;
  // to look for the name that was meant takes longer than the stage
  for (const name of named) {
    if (!stages.has(name) && !isReported(site)) warnOfValue(site, name, 'a stage that never ran', [...stages]);
  }
}
