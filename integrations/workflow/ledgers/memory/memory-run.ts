/** One run in memory, with an index by stage and item, so that what an opening costs does not grow with the run. */
import type {
  Attempt,
  AttemptKey,
  Opened,
  Opening,
  Outcome,
  RecordedLink,
  Started,
} from '../../../../lib/ledger/ledger.js';
import { MemoryPlace } from './stage-item.js';

/** The attempts of one run; at most `maxAttempts` of them, the first and the newest. */
export class MemoryRun {
  /** By their sequence. They are handed out, and so never change: another takes their place. */
  readonly #attempts = new Map<number, Attempt>();
  /** By stage, then by item. */
  readonly #stages = new Map<string, Map<string, MemoryPlace>>();
  readonly #workflow: string;
  readonly #run: string;
  readonly #origin: RecordedLink | undefined;
  readonly #maxAttempts: number;
  #sequence = 0;
  /** No attempt but the first has a lower sequence. */
  #second = 2;
  /** No attempt began earlier. */
  #oldest = Infinity;
  #first: Attempt | undefined;
  #last: Attempt | undefined;

  constructor(workflow: string, run: string, origin: RecordedLink | undefined, maxAttempts: number) {
    this.#workflow = workflow;
    this.#run = run;
    this.#origin = origin;
    this.#maxAttempts = maxAttempts;
  }

  isOf(workflow: string, run: string): boolean {
    return this.#run === run && this.#workflow === workflow;
  }

  get isEmpty(): boolean {
    return this.#attempts.size === 0;
  }

  /** The last attempt with a span. */
  get last(): Attempt | undefined {
    return this.#last;
  }

  open({ workflow, run, stage, item, process, startedAt, stages }: Opening): Opened {
    const place = this.#placeOf(stage, item);
    const [first, last, earlier, others] = [this.#first, this.#last, place.earlier(), this.#others(stages)];
    const sequence = ++this.#sequence;
    const attempt = place.nextNumber();
    this.#put(
      {
        workflow,
        run,
        stage,
        item,
        attempt,
        sequence,
        status: 'running',
        process,
        startedAt,
        endedAt: undefined,
        traceparent: undefined,
        tracestate: undefined,
        links: [],
        error: undefined,
      },
      place,
    );
    this.#oldest = Math.min(this.#oldest, startedAt);
    if (this.#attempts.size > this.#maxAttempts) this.#forgetSecond();
    return { attempt, origin: this.#origin, first, last, earlier, others };
  }

  start(key: AttemptKey, { traceparent, tracestate, links }: Started): void {
    const place = this.#stages.get(key.stage)?.get(key.item);
    const found = place?.get(key.attempt);
    if (place === undefined || found === undefined) return;
    const { workflow, run, stage, item, attempt, sequence, status, process, startedAt, endedAt, error } = found;
    this.#put(
      {
        workflow,
        run,
        stage,
        item,
        attempt,
        sequence,
        status,
        process,
        startedAt,
        endedAt,
        traceparent,
        tracestate,
        links,
        error,
      },
      place,
    );
  }

  finish(key: AttemptKey, { status, endedAt, error }: Outcome): void {
    const place = this.#stages.get(key.stage)?.get(key.item);
    const found = place?.get(key.attempt);
    if (place === undefined || found === undefined) return;
    const { workflow, run, stage, item, attempt, sequence, process, startedAt, traceparent, tracestate, links } = found;
    this.#put(
      {
        workflow,
        run,
        stage,
        item,
        attempt,
        sequence,
        status,
        process,
        startedAt,
        endedAt,
        traceparent,
        tracestate,
        links,
        error,
      },
      place,
    );
  }

  history(): Attempt[] {
    return [...this.#attempts.values()];
  }

  /** Forgets what began before that time; how many attempts that were. */
  prune(before: number): number {
    if (!(this.#oldest < before)) return 0;
    const expired = this.history().filter(({ startedAt }) => startedAt < before);
    for (const attempt of expired) this.#forget(attempt);
    this.#settle();
    this.#oldest = this.history().reduce((oldest, { startedAt }) => Math.min(oldest, startedAt), Infinity);
    return expired.length;
  }

  #placeOf(stage: string, item: string): MemoryPlace {
    let places = this.#stages.get(stage);
    if (places === undefined) this.#stages.set(stage, (places = new Map<string, MemoryPlace>()));
    let place = places.get(item);
    if (place === undefined) places.set(item, (place = new MemoryPlace()));
    return place;
  }

  #put(attempt: Attempt, place: MemoryPlace): void {
    this.#attempts.set(attempt.sequence, attempt);
    place.put(attempt);
    if (attempt.traceparent === undefined) return;
    if (this.#first === undefined || attempt.sequence <= this.#first.sequence) this.#first = attempt;
    if (this.#last === undefined || attempt.sequence >= this.#last.sequence) this.#last = attempt;
  }

  #others(stages: readonly string[]): Attempt[] {
    const others: Attempt[] = [];
    for (const stage of new Set(stages)) {
      for (const { last } of this.#stages.get(stage)?.values() ?? []) {
        if (last !== undefined) others.push(last);
      }
    }
    return others.sort((one, other) => one.sequence - other.sequence);
  }

  #forgetSecond(): void {
    const [first] = this.#attempts.keys();
    while (this.#second === first || !this.#attempts.has(this.#second)) this.#second++;
    this.#forget(this.#attempts.get(this.#second) as Attempt);
    this.#settle();
  }

  #forget(forgotten: Attempt): void {
    const { sequence, stage, item } = forgotten;
    this.#attempts.delete(sequence);
    const places = this.#stages.get(stage);
    const place = places?.get(item);
    place?.forget(forgotten);
    // with its numbers, or a run of endless items had no bound
    if (place?.isEmpty) places?.delete(item);
    if (places?.size === 0) this.#stages.delete(stage);
  }

  /** Finds the first and the last with a span again, where those were forgotten. */
  #settle(): void {
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
