/** One run in memory, with an index by stage and item, so that the cost of an opening does not grow with the run. */
import type {
  Attempt,
  AttemptKey,
  Opened,
  Opening,
  Outcome,
  RecordedLink,
  Started,
} from '../../../../lib/ledger/ledger.js';
import { finishAttempt, openAttempt, startAttempt } from './attempt-states.js';
import type { StageItem } from './stage-item.js';
import { StageItems } from './stage-items.js';

/** The attempts of one run; at most `maxAttempts` of them, the first and the newest. */
export class MemoryRun {
  /** By their sequence. */
  readonly #attempts = new Map<number, Attempt>();
  readonly #items = new StageItems();
  readonly #workflow: string;
  readonly #run: string;
  readonly #origin: RecordedLink | undefined;
  readonly #maxAttempts: number;
  #sequence = 0;
  /** No attempt except the first has a lower sequence. */
  #second = 2;
  /** No attempt began earlier. */
  #oldest = Infinity;
  /** The first and the last attempt with a span. */
  #first: Attempt | undefined;
  #last: Attempt | undefined;

  constructor(workflow: string, run: string, origin: RecordedLink | undefined, maxAttempts: number) {
    this.#workflow = workflow;
    this.#run = run;
    this.#origin = origin;
    this.#maxAttempts = maxAttempts;
  }

  /** Returns true if it is the run of that name. */
  is(workflow: string, run: string): boolean {
    return this.#run === run && this.#workflow === workflow;
  }

  get isEmpty(): boolean {
    return this.#attempts.size === 0;
  }

  /** The last attempt with a span. */
  get last(): Attempt | undefined {
    return this.#last;
  }

  open(opening: Opening): Opened {
    const stageItem = this.#items.findOrAdd(opening);
    const [first, last, earlier] = [this.#first, this.#last, stageItem.earlier()];
    const others = this.#items.lastAttempts(opening.stages);
    const sequence = ++this.#sequence;
    const attempt = stageItem.nextNumber();
    this.#put(openAttempt(opening, attempt, sequence), stageItem);
    this.#oldest = Math.min(this.#oldest, opening.startedAt);
    if (this.#attempts.size > this.#maxAttempts) this.#forgetSecond();
    return { attempt, origin: this.#origin, first, last, earlier, others };
  }

  start(key: AttemptKey, started: Started): void {
    const stageItem = this.#items.find(key);
    const found = stageItem?.get(key.attempt);
    if (stageItem !== undefined && found !== undefined) this.#put(startAttempt(found, started), stageItem);
  }

  finish(key: AttemptKey, outcome: Outcome): void {
    const stageItem = this.#items.find(key);
    const found = stageItem?.get(key.attempt);
    if (stageItem !== undefined && found !== undefined) this.#put(finishAttempt(found, outcome), stageItem);
  }

  history(): Attempt[] {
    return [...this.#attempts.values()];
  }

  /** Forgets the attempts that began before a time. @returns their number. */
  prune(before: number): number {
    if (!(this.#oldest < before)) return 0;
    const expired = this.history().filter(({ startedAt }) => startedAt < before);
    for (const attempt of expired) this.#forget(attempt);
    this.#findEnds();
    this.#oldest = this.history().reduce((oldest, { startedAt }) => Math.min(oldest, startedAt), Infinity);
    return expired.length;
  }

  #put(attempt: Attempt, stageItem: StageItem): void {
    this.#attempts.set(attempt.sequence, attempt);
    stageItem.put(attempt);
    if (attempt.traceparent === undefined) return;
    if (this.#first === undefined || attempt.sequence <= this.#first.sequence) this.#first = attempt;
    if (this.#last === undefined || attempt.sequence >= this.#last.sequence) this.#last = attempt;
  }

  #forgetSecond(): void {
    const [first] = this.#attempts.keys();
    while (this.#second === first || !this.#attempts.has(this.#second)) this.#second++;
    this.#forget(this.#attempts.get(this.#second) as Attempt);
    this.#findEnds();
  }

  #forget(attempt: Attempt): void {
    this.#attempts.delete(attempt.sequence);
    this.#items.forget(attempt);
  }

  /** Finds the first and the last attempt with a span again, if they were forgotten. */
  #findEnds(): void {
    if (this.#isForgotten(this.#first)) {
      this.#first = undefined;
      for (const attempt of this.#attempts.values()) {
        if (attempt.traceparent === undefined) continue;
        this.#first = attempt;
        break;
      }
    }
    if (this.#isForgotten(this.#last))
      this.#last = this.history().findLast(({ traceparent }) => traceparent !== undefined);
  }

  #isForgotten(attempt: Attempt | undefined): boolean {
    return attempt !== undefined && !this.#attempts.has(attempt.sequence);
  }
}
