/** A ledger as the interface describes it, written as simply as possible, with which the others are compared. */
import type { Attempt, AttemptKey, Opened, Opening, Outcome, RecordedLink, Started } from 'spanlink/workflow';

/** Keeps all attempts in one list, and looks through all of it each time. */
export class ModelLedger {
  readonly #attempts: Attempt[] = [];
  readonly #origins: RecordedLink[] = [];

  open(opening: Opening): Opened {
    const { workflow, run, stage, item, process, startedAt, stages, continues, origin } = opening;
    const kept = this.history(workflow, run);
    const known = kept.filter(hasSpan);
    const own = known.filter((one) => one.stage === stage && one.item === item);
    const undone = own.filter(({ status }) => status === 'failed' || status === 'suspended').slice(-1);
    const done = own.findLast(({ status }) => status === 'completed')?.attempt ?? 0;
    const attempt = kept.filter((one) => one.stage === stage && one.item === item).length + 1;
    const others = known.filter((one) => stages.includes(one.stage));
    const isLast = (one: Attempt): boolean =>
      others.every((other) => other.stage !== one.stage || other.item !== one.item || other.sequence <= one.sequence);
    const originOf = (first: Attempt): RecordedLink | undefined => this.#origins[this.#attempts.indexOf(first)];
    this.#attempts.push({
      workflow,
      run,
      stage,
      item,
      attempt,
      sequence: kept.length + 1,
      status: 'running',
      process,
      startedAt,
      links: [],
    });
    if (origin !== undefined) this.#origins[this.#attempts.length - 1] = origin;
    return {
      attempt,
      origin: originOf(this.history(workflow, run)[0] as Attempt),
      first: known[0],
      last: known.at(-1),
      earlier: own
        .filter((one) => one.attempt > done && (undone.includes(one) || one.status === 'running'))
        .slice(-100),
      others: others.filter(isLast),
      continued:
        continues === undefined || known.length > 0
          ? undefined
          : this.history(workflow, continues).filter(hasSpan).at(-1),
    };
  }

  start(key: AttemptKey, { traceparent, tracestate, links }: Started): void {
    this.#change(key, { traceparent, tracestate, links });
  }

  finish(key: AttemptKey, { status, endedAt, error }: Outcome): void {
    this.#change(key, { status, endedAt, error });
  }

  history(workflow: string, run: string): Attempt[] {
    return this.#attempts.filter((one) => one.workflow === workflow && one.run === run);
  }

  #change(key: AttemptKey, change: Partial<Attempt>): void {
    const found = this.history(key.workflow, key.run).find(
      (one) => one.stage === key.stage && one.item === key.item && one.attempt === key.attempt,
    );
    if (found !== undefined) Object.assign(found, change);
  }
}

function hasSpan({ traceparent }: Attempt): boolean {
  return traceparent !== undefined;
}
