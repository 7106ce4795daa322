/** A ledger in Redis, which processes on any machines share. */
import { spanlinkError } from '../../../../lib/global/errors.js';
import { checkOptionNames } from '../../../../lib/global/option-names.js';
import {
  type Attempt,
  type AttemptKey,
  type Ledger,
  LEDGER_OPTION_NAMES,
  type LedgerOptions,
  type Opened,
  type Opening,
  type Outcome,
  type Started,
} from '../../../../lib/ledger/ledger.js';
import { Retention } from '../retention.js';
import { selectPriorAttempts } from '../select-prior-attempts.js';
import { type EvaluateScript, type RedisClient, scriptEvaluator } from './client.js';
import { attemptName, encodeName, runKeys, runName, stageItemName } from './keys.js';
import { ADD_RUN, PRUNE, TAKE_RUNS } from './prune-scripts.js';
import { openingText, originText, outcomeText, readAttempts, readOrigin, startedText } from './records.js';
import { FINISH, HISTORY, LAST, OPEN, START } from './scripts.js';

/**
 * Options of a `RedisLedger`.
 *
 * @example
 * ```ts
 * import { createClient } from 'redis';
 *
 * const options: RedisLedgerOptions = { retentionDays: 90 };
 * useLedger(new RedisLedger(await createClient().connect(), options));
 * ```
 */
export interface RedisLedgerOptions extends LedgerOptions {
  /** Prefix of all keys, `spanlink:` by default. */
  readonly prefix?: string;
}

/** The names of those options. */
export const REDIS_LEDGER_OPTION_NAMES = [
  ...LEDGER_OPTION_NAMES,
  'prefix',
] as const satisfies readonly (keyof RedisLedgerOptions)[];

/** Milliseconds that keys live at most: a hundred years. */
const LONGEST_TTL = 36_525 * 86_400_000;
/** Rounds of one call of `prune`, of 100 runs each. */
const ROUNDS = 1_000;

/**
 * Keeps attempts in Redis, alone, with replicas or as a cluster, through a client of node-redis or ioredis.
 *
 * Opening, starting and finishing take one round trip each; that of `open` carries two commands, or three if the run
 * continues another. All keys of a run are on one node of a cluster, and expire on their own once nothing was written
 * to the run for the whole retention. How durable a settled call is depends on the server: see its `appendfsync`.
 *
 * @example
 * ```ts
 * import { createClient } from 'redis';
 *
 * useLedger(new RedisLedger(await createClient({ url: 'redis://localhost' }).connect()));
 * ```
 */
export class RedisLedger implements Ledger {
  readonly #evaluate: EvaluateScript;
  readonly #retention: Retention;
  readonly #prefix: string;
  /** Milliseconds that keys live after they were written. */
  readonly #ttl: string;

  /**
   * @param client A client, pool or cluster, which the application connects and closes.
   * @throws {TypeError} `ERR_SPANLINK_LEDGER` if it is not such a client, or the retention or prefix is not valid.
   */
  constructor(client: RedisClient, options: RedisLedgerOptions = {}) {
    this.#evaluate = scriptEvaluator(client);
    checkOptionNames('RedisLedger', options, REDIS_LEDGER_OPTION_NAMES);
    this.#retention = new Retention(options);
    this.#prefix = checkPrefix(options.prefix ?? 'spanlink:');
    this.#ttl = String(Math.ceil(Math.min(this.#retention.span, LONGEST_TTL)));
  }

  async open(opening: Opening): Promise<Opened> {
    const { workflow, run, stages, startedAt, origin, continues } = opening;
    const wanted = [...new Set(stages)].map(encodeName);
    const reply = this.#evaluateOnRun(OPEN, workflow, run, [
      this.#ttl,
      stageItemName(opening),
      openingText(opening),
      String(startedAt),
      originText(origin),
      ...wanted,
    ]);
    // sent at the same time, as it may be on another node; it only serves pruning, which is not worth waiting for
    this.#addRun(runName(workflow, run), startedAt).catch(() => undefined);
    const before = continues === undefined ? undefined : this.#evaluateOnRun(LAST, workflow, continues);
    this.#retention.pruneBeside((time) => this.prune(time));
    const [[attempt, kept, known], last] = (await Promise.all([reply, before])) as [readonly unknown[], unknown];
    const found = selectPriorAttempts(opening, readAttempts(workflow, run, known));
    const continued =
      continues === undefined || found.last !== undefined ? undefined : readAttempts(workflow, continues, last)[0];
    return { ...found, attempt: Number(attempt), origin: readOrigin(kept), continued };
  }

  async start(key: AttemptKey, started: Started): Promise<void> {
    await this.#evaluateOnRun(START, key.workflow, key.run, [
      this.#ttl,
      stageItemName(key),
      attemptName(key),
      startedText(started),
    ]);
  }

  async finish(key: AttemptKey, outcome: Outcome): Promise<void> {
    await this.#evaluateOnRun(FINISH, key.workflow, key.run, [this.#ttl, attemptName(key), outcomeText(outcome)]);
  }

  async history(workflow: string, run: string): Promise<readonly Attempt[]> {
    const attempts = readAttempts(workflow, run, await this.#evaluateOnRun(HISTORY, workflow, run));
    return attempts.sort((one, other) => one.sequence - other.sequence);
  }

  /**
   * Deletes in steps, so as not to block Redis for long: attempts of at most 100,000 runs, and at most 1,000 attempts
   * of a run in one step.
   */
  async prune(before: number): Promise<number> {
    const time = String(Math.min(Math.max(before, -Number.MAX_VALUE), Number.MAX_VALUE));
    let pruned = 0;
    for (let round = 0; round < ROUNDS && !Number.isNaN(before); round++) {
      const names = JSON.parse(await this.#evaluate(TAKE_RUNS, [this.#runs], [time])) as string[];
      if (names.length === 0) break;
      const counts = await Promise.all(names.map((name) => this.#pruneRun(name, time)));
      pruned += counts.reduce((sum, count) => sum + count, 0);
    }
    return pruned;
  }

  get #runs(): string {
    return `${this.#prefix}runs`;
  }

  async #evaluateOnRun(script: string, workflow: string, run: string, args: readonly string[] = []): Promise<unknown> {
    return JSON.parse(await this.#evaluate(script, runKeys(this.#prefix, runName(workflow, run)), args));
  }

  /**
   * Prunes a run that was taken off the list, and puts it back if any attempt is left; if the process dies in between,
   * the keys expire on their own.
   *
   * @returns The number of pruned attempts.
   */
  async #pruneRun(name: string, before: string): Promise<number> {
    const [pruned, oldest] = JSON.parse(await this.#evaluate(PRUNE, runKeys(this.#prefix, name), [before])) as [
      number,
      number | null,
    ];
    if (oldest !== null) await this.#addRun(name, oldest);
    return pruned;
  }

  async #addRun(name: string, oldest: number): Promise<void> {
    await this.#evaluate(ADD_RUN, [this.#runs], [this.#ttl, String(oldest), name]);
  }
}

/** With `{}` in the prefix, a cluster would put the keys of one run on several nodes. */
function checkPrefix(prefix: unknown): string {
  if (typeof prefix === 'string' && !/^[^{]*\{\}/.test(prefix)) return prefix;
  const message = `A RedisLedger's prefix is a text without {}, such as 'spanlink:'; it got ${JSON.stringify(prefix)}.`;
  throw spanlinkError('ERR_SPANLINK_LEDGER', message);
}
