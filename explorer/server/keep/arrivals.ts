/** Notes what has come: which stories it may extend, and which traces wait to be decided. */
import type { HeldRequest } from './held-requests.js';
import { WaitingTraces } from './waiting-traces.js';

/** What has come since the stories were extended last. */
export interface Arrivals {
  /** Traces that spans came of. */
  readonly traces: ReadonlySet<string>;
  /** Traces that links came to. */
  readonly linked: ReadonlySet<string>;
  /** All requests that came before that time, in milliseconds since 1970, are noted. */
  readonly through: number;
}

/** A request that is being stored. */
export interface RequestUnderWay {
  /** Milliseconds since 1970. */
  readonly received: number;
}

/** Traces that wait in memory, of about 150 bytes each: more than that are decided before their time. */
const MAX_WAITING = 1_000_000;

export class ArrivalLog {
  readonly waiting = new WaitingTraces(MAX_WAITING);
  readonly #now: () => number;
  /** When each request came that is not noted yet, the oldest first. */
  readonly #underWay = new Set<RequestUnderWay>();
  /** A clock that is set back is not followed: what came is looked up by time. */
  #lastTime: number;
  #traces = new Set<string>();
  #linked = new Set<string>();

  /** @param decided the time through which an earlier process had decided */
  constructor(now: () => number, decided: number) {
    this.#now = now;
    this.#lastTime = decided;
  }

  /** True if nothing came since it was taken. */
  get isEmpty(): boolean {
    return this.#traces.size + this.#linked.size + this.waiting.size === 0;
  }

  /** Begins to hold a request. */
  begin(): RequestUnderWay {
    const underWay = { received: this.#time() };
    this.#underWay.add(underWay);
    return underWay;
  }

  /** @param held the request; undefined if it could not be held */
  end(underWay: RequestUnderWay, held?: HeldRequest): void {
    if (held) this.note(held);
    this.#underWay.delete(underWay);
  }

  note({ traces, observed, linked, received }: Omit<HeldRequest, 'parts'>): void {
    for (const trace of observed) this.waiting.add(trace, received);
    for (const trace of traces) this.#traces.add(trace);
    for (const trace of linked) this.#linked.add(trace);
  }

  /** Notes what came elsewhere, as of now; returns that time. */
  noteOther(arrived: Pick<HeldRequest, 'traces' | 'observed' | 'linked'>): number {
    const received = this.#time();
    this.note({ ...arrived, received });
    return received;
  }

  /** Takes what has come. */
  take(): Arrivals {
    const [first] = this.#underWay;
    const arrivals = { traces: this.#traces, linked: this.#linked, through: first?.received ?? this.#time() };
    [this.#traces, this.#linked] = [new Set(), new Set()];
    return arrivals;
  }

  /** Puts back traces that were taken, for the next time. */
  putBack({
    traces = [],
    linked = [],
  }: {
    readonly traces?: Iterable<string>;
    readonly linked?: Iterable<string>;
  }): void {
    for (const trace of traces) this.#traces.add(trace);
    for (const trace of linked) this.#linked.add(trace);
  }

  #time(): number {
    return (this.#lastTime = Math.max(this.#lastTime, this.#now()));
  }
}
