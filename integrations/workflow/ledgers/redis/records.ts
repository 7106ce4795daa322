/** Converts attempts to the JSON that is kept in Redis, and back. Reading skips whatever is not as it was written. */
import type { Attempt, Opening, Outcome, RecordedLink, Started } from '../../../../lib/ledger/ledger.js';

/** Returns the fields of an opening as JSON. */
export function openingText({ stage, item, process, startedAt }: Opening): string {
  return JSON.stringify([stage, item, process, startedAt]);
}

/** Returns the span and links of an attempt as JSON. */
export function startedText({ traceparent, tracestate, links }: Started): string {
  return JSON.stringify([traceparent, tracestate ?? null, links.map(linkFields)]);
}

/** Returns an outcome as JSON; its status comes first. */
export function outcomeText({ status, endedAt, error }: Outcome): string {
  return JSON.stringify([status, endedAt, error ?? null]);
}

/** Returns the origin of a run as JSON; the empty text if there is none. */
export function originText(origin: RecordedLink | undefined): string {
  return origin === undefined ? '' : JSON.stringify(linkFields(origin));
}

/** Reads the origin of a run. */
export function readOrigin(kept: unknown): RecordedLink | undefined {
  return readLinks([kept])[0];
}

/** Reads the attempts of a run out of a list of `[opened, started, ended]`. */
export function readAttempts(workflow: string, run: string, kept: unknown): Attempt[] {
  return asList(kept).flatMap((one) => {
    const [opened, started, ended] = asList(one);
    const [sequence, attempt, opening] = asList(opened);
    const [stage, item, process, startedAt] = asList(opening);
    if (
      !isNumber(sequence) ||
      !isNumber(attempt) ||
      !isText(stage) ||
      !isText(item) ||
      !isText(process) ||
      !isNumber(startedAt)
    )
      return [];
    const [traceparent, tracestate, links] = asList(started);
    const [status, endedAt, error] = asList(ended);
    return {
      workflow,
      run,
      stage,
      item,
      attempt,
      sequence,
      status: status === 'completed' || status === 'failed' || status === 'suspended' ? status : 'running',
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
  return asList(kept).flatMap((one) => {
    const [traceparent, relation, tracestate] = asList(one);
    if (!isText(traceparent) || !isText(relation)) return [];
    return isText(tracestate) ? { traceparent, tracestate, relation } : { traceparent, relation };
  });
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
