/**
 * Keeps beside other explorers on the same server: each holds what it receives and announces it, and one of them
 * decides on all of it and forwards what is kept. Two that decide at once, for a moment, may do it twice, and lose
 * nothing.
 */
import type { Store } from '../../store/open-store.js';
import { ArrivalLog } from '../arrivals.js';
import { newCounts } from '../decision-counts.js';
import type { Forwarder } from '../forward/forwarder.js';
import type { HeldRows } from '../held-requests.js';
import { readLastTerm } from '../held/forwarded-places.js';
import { Intake } from '../intake.js';
import { openContext } from '../keep-context.js';
import type { KeepContext } from '../keep-context.js';
import { Keeper } from '../keeper.js';
import type { KeeperCounts } from '../keeping-counts.js';
import { readUndecided } from '../read-undecided.js';
import { repeat } from '../repeat.js';
import type { KeepRules } from '../rules/keep-rules.js';
import { readLastClaim, readStates } from './announcements.js';
import { Announcer } from './announcer.js';
import { FollowedExplorers } from './followed-explorers.js';
import { Lease } from './lease.js';
import { ServerClock } from './server-clock.js';

export interface SharedKeeperOptions {
  readonly store: Store;
  readonly rules: KeepRules;
  /** Opens a forwarder for each time that this explorer decides. */
  readonly openForwarder: (now: () => number) => Pick<Forwarder, 'send' | 'stop' | 'close'>;
  readonly onNotice: (notice: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Between two looks at who decides, two announcements, and two readings of all of them. */
const LOOK_MS = 1000;
const ANNOUNCE_MS = 500;
const FOLLOW_MS = 250;
const SAVE_MS = 5000;
const CLOCK_MS = 60_000;

/** What there is while this explorer decides. */
interface Deciding {
  readonly keeper: Keeper;
  readonly explorers: FollowedExplorers;
  saved: number;
}

export class SharedKeeper {
  readonly #options: SharedKeeperOptions;
  readonly #context: KeepContext;
  readonly #clock: ServerClock;
  readonly #intake: Intake;
  readonly #announcer: Announcer;
  readonly #lease: Lease;
  readonly #stop = new AbortController();
  readonly #counts = newCounts();
  #deciding: Deciding | undefined;
  #hasStoodBy = false;
  #clockRead = performance.now();
  #loops: Promise<unknown> = Promise.resolve();

  private constructor(context: KeepContext, clock: ServerClock, options: SharedKeeperOptions) {
    this.#options = options;
    this.#context = context;
    this.#clock = clock;
    const log = new ArrivalLog(clock.now, 0);
    this.#intake = new Intake(context, log);
    this.#announcer = new Announcer(context.tables, log, this.#intake.process, clock.now);
    this.#lease = new Lease(this.#announcer.id);
  }

  /** Opens the tables, and announces this explorer: before it receives, as it may end at any time. */
  static async open(options: SharedKeeperOptions): Promise<SharedKeeper> {
    const { store, rules } = options;
    const clock = await ServerClock.open((sql) => store.query(sql));
    const keeper = new SharedKeeper(await openContext(store, rules, clock.now), clock, options);
    await keeper.#announcer.announce();
    return keeper;
  }

  /** True if this explorer decides. */
  get isDeciding(): boolean {
    return this.#deciding !== undefined;
  }

  counts(): KeeperCounts {
    return this.#deciding?.keeper.counts() ?? { ...this.#counts, waiting: 0, lag: { decision: 0, forwarding: 0 } };
  }

  /** Announces, decides if no other explorer does, and so on, until it is closed. */
  start(): void {
    const options = { signal: this.#stop.signal, onError: this.#options.onError };
    this.#loops = Promise.all([
      repeat(() => this.#announcer.round(), { ...options, pause: ANNOUNCE_MS }),
      repeat(() => this.#look(), { ...options, pause: LOOK_MS }),
      repeat(() => this.#follow(), { ...options, pause: FOLLOW_MS }),
    ]);
  }

  /** Takes a request in protobuf, as {@link Intake.hold}. */
  hold(request: Buffer): HeldRows {
    return this.#intake.hold(request);
  }

  /** Does nothing: what came is never looked for in memory. */
  noteOthers(): void {}

  /** Stops, and lets another explorer decide at once. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#standBy();
    await this.#loops;
    await this.#standBy();
    // others see it by its silence, too
    await this.#announcer.announce(true).catch(this.#options.onError);
  }

  /** Looks who decides, and does so if nobody does. */
  async #look(): Promise<void> {
    const now = performance.now();
    if (now - this.#clockRead > CLOCK_MS) {
      this.#clockRead = now;
      await this.#clock.read();
    }
    const { tables } = this.#context;
    const advice = this.#lease.advise(await readStates(tables), now);
    if (advice === 'claim') {
      const terms = [await readLastClaim(tables), await readLastTerm(tables)];
      this.#announcer.term = terms.reduce((a, b) => (a > b ? a : b)) + 1n;
      await this.#announcer.announce();
      // from after it was written, as others may have read before
      this.#lease.noteClaim(performance.now());
    } else if (advice === 'decide' && !this.#deciding) await this.#decide();
    else if (advice === 'stand by') {
      this.#announcer.term = 0n;
      if (this.#deciding || !this.#hasStoodBy)
        this.#options.onNotice('Another explorer on this server decides which traces are kept; this one stands by.');
      this.#hasStoodBy = true;
      await this.#standBy();
    }
  }

  async #decide(): Promise<void> {
    const { store, rules, openForwarder, onError } = this.#options;
    const { tables } = this.#context;
    const [{ now }, { term }] = [this.#clock, this.#announcer];
    const explorers = await FollowedExplorers.open(tables, term, now(), performance.now());
    const shared = {
      ...{ tables, term, counts: this.#counts, isAnnounced: explorers.isKnown },
      announcedThrough: () => explorers.through,
    };
    const keeper = await Keeper.open({ store, rules, forwarder: openForwarder(now), onError, now, shared });
    if (this.#stop.signal.aborted) return keeper.close();
    this.#deciding = { keeper, explorers, saved: 0 };
    keeper.start();
    this.#options.onNotice('This explorer decides which traces are kept.');
  }

  async #standBy(): Promise<void> {
    const deciding = this.#deciding;
    this.#deciding = undefined;
    await deciding?.keeper.close();
  }

  /** Tells the keeper what all explorers received. */
  async #follow(): Promise<void> {
    const deciding = this.#deciding;
    if (!deciding) return;
    const { keeper, explorers } = deciding;
    const followed = {
      note: keeper.note.bind(keeper),
      readStored: (process: bigint, since: number) => readUndecided(this.#context, { since, process }),
    };
    await explorers.follow(followed, performance.now());
    if (performance.now() - deciding.saved < SAVE_MS) return;
    deciding.saved = performance.now();
    await explorers.save(keeper.decidedThrough, this.#clock.now());
  }
}
