/**
 * The ledger: the durable record of the attempts at the stages of runs.
 *
 * An attempt is one call of a stage. Its types, in the order of its life:
 *
 * - `StageKey`: the work, before there is an attempt at it; `AttemptKey`: the work and the attempt's number.
 * - `Opening`: the request for a new attempt; `Opened`: the answer, with its number and the attempts before it.
 * - `Started`: its span and links, once the span has started.
 * - `Outcome`: its end: completed, failed or suspended.
 * - `Attempt`: all of that, as the ledger keeps it. `historyOf` returns it as a `PastAttempt`, with its links resolved.
 */

/**
 * The work that an attempt is made at: an item of a stage of a run of a workflow.
 *
 * @example
 * ```ts
 * const key: StageKey = { workflow: 'loan-application', run: '7', stage: 'check', item: 'fraud' };
 * ```
 */
export interface StageKey {
  /** The name of the workflow. */
  readonly workflow: string;
  /** The id of the run. */
  readonly run: string;
  /** The name of the stage. */
  readonly stage: string;
  /** One of the many things that a stage is done for; the empty text if there is only one. */
  readonly item: string;
}

/**
 * Identifies one attempt: the work, and the number of the attempt at it.
 *
 * @example
 * ```ts
 * const key: AttemptKey = { workflow: 'loan-application', run: '7', stage: 'check', item: 'fraud', attempt: 1 };
 * ```
 */
export interface AttemptKey extends StageKey {
  /** The number of the attempt at this stage and item; the first is 1. */
  readonly attempt: number;
}

/**
 * The state of an attempt. An attempt whose process died stays `running`; one that threw what its stage's `isError`
 * does not take for an error is `suspended`, and the next one continues it.
 *
 * @example
 * ```ts
 * const isOver = (status: AttemptStatus) => status === 'completed' || status === 'failed';
 * ```
 */
export type AttemptStatus = 'running' | 'completed' | 'failed' | 'suspended';

/**
 * A link of an attempt's span, as it is recorded.
 *
 * @example
 * ```ts
 * const link: RecordedLink = {
 *   traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
 *   relation: 'previous',
 * };
 * ```
 */
export interface RecordedLink {
  /** The linked span, as a W3C `traceparent`. */
  readonly traceparent: string;
  /** Its W3C `tracestate`. */
  readonly tracestate?: string | undefined;
  /** The reason for the link, such as `previous` or `retry_of`. */
  readonly relation: string;
}

/**
 * One attempt as a ledger keeps it, from its opening on, whatever became of it.
 *
 * @example
 * ```ts
 * const attempts: readonly Attempt[] = await new MemoryLedger().history('loan-application', '7');
 * ```
 */
export interface Attempt extends AttemptKey {
  /** Its number among all attempts of its run, in the order in which they were opened. */
  readonly sequence: number;
  readonly status: AttemptStatus;
  /** The unique id of the process that works on it. */
  readonly process: string;
  /** The time at which it was opened: milliseconds since 1970, by the clock of its process. */
  readonly startedAt: number;
  /** The time at which it ended, by the same clock; missing until then. */
  readonly endedAt?: number | undefined;
  /** Its span, as a W3C `traceparent`; missing until that has started. */
  readonly traceparent?: string | undefined;
  /** The W3C `tracestate` of its span. */
  readonly tracestate?: string | undefined;
  /** The links of its span when its body began. */
  readonly links: readonly RecordedLink[];
  /** The message of the error that it failed with. */
  readonly error?: string | undefined;
}

/**
 * The request for a new attempt, which a stage sends when it is called.
 *
 * @example
 * ```ts
 * const opening: Opening = {
 *   ...{ workflow: 'loan-application', run: '7', stage: 'check', item: '', stages: ['submit'] },
 *   process: 'a',
 *   startedAt: Date.now(),
 * };
 * await new MemoryLedger().open(opening);
 * ```
 */
export interface Opening extends StageKey {
  /** The unique id of the process that makes the attempt. */
  readonly process: string;
  /** The time of the call, in milliseconds since 1970. */
  readonly startedAt: number;
  /** The stages whose attempts are wanted: those that this one comes after, undoes, or takes care of. */
  readonly stages: readonly string[];
  /** The run that this one continues; its last attempt is wanted while this run has none. */
  readonly continues?: string | undefined;
  /** The cause of the run, which the ledger keeps if this is the run's first attempt. */
  readonly origin?: RecordedLink | undefined;
}

/**
 * The answer to an `Opening`: the new attempt's number, and those attempts before it that have a `traceparent`.
 *
 * @example
 * ```ts
 * const isRetry = ({ attempt, earlier }: Opened) => attempt > 1 && earlier.length > 0;
 * ```
 */
export interface Opened {
  /** The number of the new attempt. */
  readonly attempt: number;
  /** The cause of the run, if its first attempt was opened with an `origin`. */
  readonly origin?: RecordedLink | undefined;
  /** The run's first attempt. */
  readonly first?: Attempt | undefined;
  /** The run's last attempt before this one. */
  readonly last?: Attempt | undefined;
  /**
   * At the same stage and item, since the last completed attempt: the last one that failed or was suspended, and all
   * that have not ended; in order, the newest 100.
   */
  readonly earlier: readonly Attempt[];
  /** The last attempt at each item of each of the wanted `stages`, in order. */
  readonly others: readonly Attempt[];
  /** The last attempt of the run that this one continues. */
  readonly continued?: Attempt | undefined;
}

/**
 * The end of an attempt.
 *
 * @example
 * ```ts
 * const outcome: Outcome = { status: 'failed', endedAt: Date.now(), error: 'bureau is down' };
 * ```
 */
export interface Outcome {
  readonly status: Exclude<AttemptStatus, 'running'>;
  /** The time of the end, in milliseconds since 1970. */
  readonly endedAt: number;
  /** The message of the error that it failed with, at most 1,000 characters. */
  readonly error?: string | undefined;
}

/**
 * The span of an attempt, and its links, recorded once it has started.
 *
 * @example
 * ```ts
 * const started: Started = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', links: [] };
 * ```
 */
export interface Started {
  /** The span, as a W3C `traceparent`. */
  readonly traceparent: string;
  /** Its W3C `tracestate`. */
  readonly tracestate?: string | undefined;
  readonly links: readonly RecordedLink[];
}

/**
 * The durable record of attempts. One conformance suite (`test/ledgers/conformance.ts`) defines what every ledger
 * promises: numbers are assigned without races, also to many processes at once, and the effect of a call is durable
 * once its promise has settled.
 *
 * Any call may reject or hang: a stage waits for a bounded time, and then runs without the ledger.
 *
 * @example
 * ```ts
 * const memory = new MemoryLedger();
 * const ledger: Ledger = {
 *   // tells when a stage begins, and keeps the rest in memory
 *   open: (opening) => {
 *     console.log('begins', opening.stage);
 *     return memory.open(opening);
 *   },
 *   start: (key, started) => memory.start(key, started),
 *   finish: (key, outcome) => memory.finish(key, outcome),
 *   history: (workflow, run) => memory.history(workflow, run),
 *   prune: (before) => memory.prune(before),
 * };
 * useLedger(ledger);
 * ```
 */
export interface Ledger {
  /** `true` if its calls answer at once, and use no client whose queries an instrumentation would trace. */
  readonly isInMemory?: boolean;
  /** Records a new attempt, in one round trip. @returns its number, and the attempts before it. */
  open(opening: Opening): Promise<Opened> | Opened;
  /** Records the span of an attempt, in one round trip; the body runs after that. */
  start(key: AttemptKey, started: Started): Promise<void> | void;
  /** Records the end of an attempt, in one round trip. */
  finish(key: AttemptKey, outcome: Outcome): Promise<void> | void;
  /** Returns all attempts of a run that are kept, in order. */
  history(workflow: string, run: string): Promise<readonly Attempt[]> | readonly Attempt[];
  /**
   * Forgets the attempts that began before a time.
   *
   * @param before Milliseconds since 1970.
   * @returns The number of forgotten attempts.
   */
  prune(before: number): Promise<number> | number;
}

/**
 * Options of every ledger.
 *
 * @example
 * ```ts
 * const options: LedgerOptions = { retentionDays: 90 };
 * useLedger(new MemoryLedger(options));
 * ```
 */
export interface LedgerOptions {
  /**
   * Days that attempts are kept, counted from when they began; 30 by default. Expired ones are pruned at most once a
   * minute.
   */
  readonly retentionDays?: number;
}

/** The names of those options. */
export const LEDGER_OPTION_NAMES = ['retentionDays'] as const satisfies readonly (keyof LedgerOptions)[];
