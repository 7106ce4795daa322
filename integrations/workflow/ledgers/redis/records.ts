/** Attempts as the JSON that is kept in Redis, and back: what is not as it was written is passed over. */
import type { Attempt, Opening, Outcome, RecordedLink, Started } from '../../../../lib/ledger/ledger.js';

/** What an attempt is opened with. */
export function openingText({ stage, item, process, startedAt }: Opening): string {
  return JSON.stringify([stage, item, process, startedAt]);
}

/** What it is started with. */
export function startedText({ traceparent, tracestate, links }: Started): string {
  return JSON.stringify([traceparent, tracestate ?? null, links.map(linkFields)]);
}

/** How it ended; its status comes first. */
export function outcomeText({ status, endedAt, error }: Outcome): string {
  return JSON.stringify([status, endedAt, error ?? null]);
}

/** What started a run; the empty text for nothing. */
export function originText(origin: RecordedLink | undefined): string {
  return origin === undefined ? '' : JSON.stringify(linkFields(origin));
}

/** What started a run, out of the JSON that was kept. */
export function readOrigin(kept: unknown): RecordedLink | undefined {
  return readLinks([kept])[0];
}

/** Attempts of a run, out of a list of `[opened, started, ended]`. */
export function readAttempts(workflow: string, run: string, kept: unknown): Attempt[] {
  return listOf(kept).flatMap((one) => {
    const [opened, started, ended] = listOf(one);
    const [sequence, attempt, opening] = listOf(opened);
    const [stage, item, process, startedAt] = listOf(opening);
    if (
      !isNumber(sequence) ||
      !isNumber(attempt) ||
      !isText(stage) ||
      !isText(item) ||
      !isText(process) ||
      !isNumber(startedAt)
    )
      return [];
    const [traceparent, tracestate, links] = listOf(started);
    const [status, endedAt, error] = listOf(ended);
    return {
      workflow,
      run,
      stage,
      item,
      attempt,
      sequence,
      status: status === 'completed' || status === 'failed' ? status : 'running',
      process,
      startedAt,
      endedAt: isNumber(endedAt) ? endedAt : undefined,
      traceparent: isText(traceparent) ? traceparent : undefined,
      tracestate: isText(tracestate) ? tracestate : undefined,
      links: readLinks(links),
      error: isText(error) ? error : undefined,
    };
  });
}

function linkFields({ traceparent, relation, tracestate }: RecordedLink): (string | undefined)[] {
  return [traceparent, relation, tracestate].slice(0, tracestate === undefined ? 2 : 3);
}

function readLinks(kept: unknown): RecordedLink[] {
  return listOf(kept).flatMap((one) => {
    const [traceparent, relation, tracestate] = listOf(one);
    if (!isText(traceparent) || !isText(relation)) return [];
    return isText(tracestate) ? { traceparent, tracestate, relation } : { traceparent, relation };
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
