/** Reads what decisions on traces need: from memory, or else from the store. */
import type { IndexCache } from '../query/index/index-cache.js';
import type { EvidenceByTrace } from './decide/evidence.js';
import { firstCause, firstCauseInMemory } from './follow/first-cause.js';
import { readEvidence } from './held/held-fragments.js';
import type { KeepContext } from './keep-context.js';

/** Finds the first causes of traces, if probability decides, and adds the evidence of those that are others. */
export async function readFirstCauses(
  context: KeepContext,
  cache: IndexCache,
  traces: readonly string[],
  evidence: EvidenceByTrace,
): Promise<ReadonlyMap<string, string>> {
  const { rules, recent, decider } = context;
  const causes = new Map<string, string>();
  if (!decider.asksForStory) return causes;
  const others: string[] = [];
  for (const trace of traces) {
    const first = firstCauseInMemory(recent, trace, rules.follow);
    if (first === undefined) others.push(trace);
    else causes.set(trace, first);
  }
  await Promise.all(others.map(async (trace) => causes.set(trace, await firstCause(cache, trace, rules.follow))));
  if (rules.usesTraceState) {
    const first = [...new Set(causes.values())].filter((trace) => !evidence.has(trace));
    for (const [trace, found] of await evidenceOf(context, first)) evidence.set(trace, found);
  }
  return causes;
}

/** Returns the evidence of traces: from memory, or else from the store. */
export async function evidenceOf(
  { tables, recent, rulesNumber, observer }: KeepContext,
  traces: readonly string[],
): Promise<EvidenceByTrace> {
  const evidence: EvidenceByTrace = new Map();
  const others: string[] = [];
  for (const trace of traces) {
    const found = recent.get(trace)?.evidence;
    if (found) evidence.set(trace, found);
    else others.push(trace);
  }
  for (const [trace, found] of await readEvidence(tables, others, rulesNumber, observer)) evidence.set(trace, found);
  return evidence;
}
