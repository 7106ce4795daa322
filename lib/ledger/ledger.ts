/** What a ledger is: the durable record of the attempts at the stages of runs. */

/** Which work an attempt is at. */
export interface StageKey {
  readonly workflow: string;
  readonly run: string;
  readonly stage: string;
  /** One of the many things that a stage is done for; the empty text where there is but one. */
  readonly item: string;
}

/** One attempt; the first is number 1. */
export interface AttemptKey extends StageKey {
  readonly attempt: number;
}

/** `running` is also what an attempt stays whose process died. */
export type AttemptStatus = 'running' | 'completed' | 'failed';

/** A span that an attempt is linked to. */
export interface RecordedLink {
  /** A W3C `traceparent`. */
  readonly traceparent: string;
  readonly tracestate?: string | undefined;
  readonly relation: string;
}

/** An attempt as a ledger keeps it. */
export interface Attempt extends AttemptKey {
  /** Its place among all attempts of its run, in the order in which they were opened. */
  readonly sequence: number;
  readonly status: AttemptStatus;
  /** Which process works on it: a text that no other process has. */
  readonly process: string;
  /** Milliseconds since 1970, by the clock of the process. */
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  /** The W3C `traceparent` of its span; missing until that has started. */
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
  /** What its span is linked to, by the time its body ran. */
  readonly links: readonly RecordedLink[];
  /** What a failed one failed of. */
  readonly error?: string | undefined;
}

/** What a stage asks for when it begins. */
export interface Opening extends StageKey {
  readonly process: string;
  readonly startedAt: number;
  /** The stages whose attempts are wanted: those it comes after, undoes, or gives up for. */
  readonly stages: readonly string[];
  /** The run that this one continues; its last attempt is wanted while this run has none. */
  readonly continues?: string | undefined;
  /** What started the run, kept with its first attempt. */
  readonly origin?: RecordedLink | undefined;
}

/** A new attempt, and what came before it. Only attempts with a `traceparent` are given. */
export interface Opened {
  readonly attempt: number;
  /** What started the run, if its first attempt was opened with an `origin`. */
  readonly origin?: RecordedLink | undefined;
  /** The run's first attempt. */
  readonly first?: Attempt | undefined;
  /** The run's last attempt before this one. */
  readonly last?: Attempt | undefined;
  /**
   * Of this stage and item, since the last that completed: the last failed attempt, and all that have not ended; in
   * their order, the newest 100.
   */
  readonly earlier: readonly Attempt[];
  /** Of each of the wanted `stages`: the last attempt at each item, in their order. */
  readonly others: readonly Attempt[];
  /** The last attempt of the run that this one continues. */
  readonly continued?: Attempt | undefined;
}

/** How an attempt ended. */
export interface Outcome {
  readonly status: 'completed' | 'failed';
  readonly endedAt: number;
  /** At most 1,000 characters. */
  readonly error?: string | undefined;
}

/** What is known of an attempt once its span has started. */
export interface Started {
  readonly traceparent: string;
  readonly tracestate?: string | undefined;
  readonly links: readonly RecordedLink[];
}

/**
 * The durable record of attempts. One conformance suite says what each promises (`test/ledgers/conformance.ts`):
 * numbers are given without races, by many processes at once, and what a call did is durable when its promise settles.
 *
 * All calls may reject or hang: a stage gives them a bounded time, and then runs without.
 */
export interface Ledger {
  /** That its calls answer at once, and reach no client whose queries an instrumentation would trace. */
  readonly isInMemory?: boolean;
  /** Gives the next number to an attempt, and what came before it: one round trip. */
  open(opening: Opening): Promise<Opened> | Opened;
  /** Keeps what is known of the attempt; the body runs after that: one round trip. */
  start(key: AttemptKey, started: Started): Promise<void> | void;
  /** Keeps how it ended: one round trip. */
  finish(key: AttemptKey, outcome: Outcome): Promise<void> | void;
  /** All attempts of a run that are kept, in their order. */
  history(workflow: string, run: string): Promise<readonly Attempt[]> | readonly Attempt[];
  /** Forgets what began before that time, in milliseconds since 1970; how many attempts that were. */
  prune(before: number): Promise<number> | number;
}

/** What every ledger takes. */
export interface LedgerOptions {
  /**
   * Days that attempts are kept for, from when they began; 30 by default. Expired ones are pruned at most once a
   * minute.
   */
  readonly retentionDays?: number;
}
