/** A ledger in Redis, which processes on any machines share. */
import type {
  Attempt,
  AttemptKey,
  Ledger,
  LedgerOptions,
  Opened,
  Opening,
  Outcome,
  Started,
} from '../../../../lib/ledger/ledger.js';
import { selectPriorAttempts } from '../select-prior-attempts.js';
import { Retention } from '../retention.js';
import { type RedisClient, type RunScript, scriptsOf } from './client.js';
import { attemptName, keysOf, nameOf, placeName, runName } from './keys.js';
import { ADD_RUN, PRUNE, TAKE_RUNS } from './prune-scripts.js';
import { openingText, originText, outcomeText, readAttempts, readOrigin, startedText } from './records.js';
import { FINISH, HISTORY, LAST, OPEN, START } from './scripts.js';
import { spanlinkError } from '../../../../lib/global/errors.js';

/** What a `RedisLedger` takes. */
export interface RedisLedgerOptions extends LedgerOptions {
  /** What all keys begin with; `spanlink:` by default. */
  readonly prefix?: string;
}

/** The longest that keys live, in milliseconds: a hundred years. */
const LONGEST = 36_525 * 86_400_000;
/** Rounds of one call of `prune`, of 100 runs each. */
const ROUNDS = 1_000;

/**
 * Keeps attempts in Redis, alone, with replicas or as a cluster, through a client of node-redis or ioredis.
 *
 * Opening, starting and finishing are one round trip each; the one of `open` carries two commands, or three where the
 * run continues another. All keys of a run are on one node of a cluster, and expire on their own once nothing was
 * written into it for the retention. How durable an attempt is when a call settles is up to the server: see
 * `appendfsync`.
 *
 * Throws a `TypeError` with the code `ERR_SPANLINK_LEDGER` for what is no client, and for a retention or a prefix that
 * is none.
 *
 * @example
 * useLedger(new RedisLedger(await createClient({ url: 'redis://localhost' }).connect()));
 */
export class RedisLedger implements Ledger {
  readonly #script: RunScript;
  readonly #retention: Retention;
  readonly #prefix: string;
  /** How long keys live after they were written. */
  readonly #ttl: string;

  constructor(client: RedisClient, options: RedisLedgerOptions = {}) {
    this.#script = scriptsOf(client);
    this.#retention = new Retention(options);
    this.#prefix = checkPrefix(options.prefix ?? 'spanlink:');
    this.#ttl = String(Math.ceil(Math.min(this.#retention.span, LONGEST)));
  }

  async open(opening: Opening): Promise<Opened> {
    const { workflow, run, stages, startedAt, origin, continues } = opening;
    const wanted = [...new Set(stages)].map(nameOf);
    const reply = this.#ofRun(OPEN, workflow, run, [
      this.#ttl,
      placeName(opening),
      openingText(opening),
      String(startedAt),
      originText(origin),
      ...wanted,
    ]);
    // sent at once, as it may be on another node; it only serves to prune, which is not worth to wait for
    this.#addRun(runName(workflow, run), startedAt).catch(() => undefined);
    const before = continues === undefined ? undefined : this.#ofRun(LAST, workflow, continues);
    this.#retention.pruneBeside((time) => this.prune(time));
    const [[attempt, kept, known], last] = (await Promise.all([reply, before])) as [readonly unknown[], unknown];
    const found = selectPriorAttempts(opening, readAttempts(workflow, run, known));
    const continued =
      continues === undefined || found.last !== undefined ? undefined : readAttempts(workflow, continues, last)[0];
    return { ...found, attempt: Number(attempt), origin: readOrigin(kept), continued };
  }

  async start(key: AttemptKey, started: Started): Promise<void> {
    await this.#ofRun(START, key.workflow, key.run, [
      this.#ttl,
      placeName(key),
      attemptName(key),
      startedText(started),
    ]);
  }

  async finish(key: AttemptKey, outcome: Outcome): Promise<void> {
    await this.#ofRun(FINISH, key.workflow, key.run, [this.#ttl, attemptName(key), outcomeText(outcome)]);
  }

  async history(workflow: string, run: string): Promise<readonly Attempt[]> {
    const attempts = readAttempts(workflow, run, await this.#ofRun(HISTORY, workflow, run));
    return attempts.sort((one, other) => one.sequence - other.sequence);
  }

  /**
   * Forgets in steps that hold Redis up but shortly: attempts of at most 100,000 runs, and of each at most 1,000 a
   * step.
   */
  async prune(before: number): Promise<number> {
    const time = String(Math.min(Math.max(before, -Number.MAX_VALUE), Number.MAX_VALUE));
    let pruned = 0;
    for (let round = 0; round < ROUNDS && !Number.isNaN(before); round++) {
      const names = JSON.parse(await this.#script(TAKE_RUNS, [this.#runs], [time])) as string[];
      if (names.length === 0) break;
      const counts = await Promise.all(names.map((name) => this.#pruneRun(name, time)));
      pruned += counts.reduce((sum, count) => sum + count, 0);
    }
    return pruned;
  }

  get #runs(): string {
    return `${this.#prefix}runs`;
  }

  async #ofRun(script: string, workflow: string, run: string, args: readonly string[] = []): Promise<unknown> {
    return JSON.parse(await this.#script(script, keysOf(this.#prefix, runName(workflow, run)), args));
  }

  /** How many; what is left of the run is back among the runs. Where this dies before, the keys expire on their own. */
  async #pruneRun(name: string, before: string): Promise<number> {
    const [pruned, oldest] = JSON.parse(await this.#script(PRUNE, keysOf(this.#prefix, name), [before])) as [
      number,
      number | null,
    ];
    if (oldest !== null) await this.#addRun(name, oldest);
    return pruned;
  }

  async #addRun(name: string, oldest: number): Promise<void> {
    await this.#script(ADD_RUN, [this.#runs], [this.#ttl, String(oldest), name]);
  }
}

/** With `{}` before all else a cluster would place each key of a run elsewhere. */
function checkPrefix(prefix: unknown): string {
  if (typeof prefix === 'string' && !/^[^{]*\{\}/.test(prefix)) return prefix;
  const message = `A RedisLedger's prefix is a text without {}, such as 'spanlink:'; it got ${JSON.stringify(prefix)}.`;
  throw spanlinkError('ERR_SPANLINK_LEDGER', message);
}
