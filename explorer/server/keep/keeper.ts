/**
 * The keeper holds requests, decides which of their traces are kept, and forwards those. What it has done is on disk at
 * each step: after a crash it goes on, and sends nothing twice but the request that was under way.
 */
import type { KeepTables } from '../store/keep-tables.js';
import type { Store } from '../store/open-store.js';
import { ArrivalLog } from './arrivals.js';
import { decideTraces } from './decide-traces.js';
import { newCounts } from './decision-counts.js';
import type { DecisionCounts } from './decision-counts.js';
import type { DiskRoom } from './disk-room.js';
import { extendStories } from './extend-stories.js';
import type { Forwarder } from './forward/forwarder.js';
import { readDecided, saveDecided } from './held/kept-traces.js';
import { Intake } from './intake.js';
import type { HeldRows } from './held-requests.js';
import { openContext } from './keep-context.js';
import type { KeepContext } from './keep-context.js';
import { KeptForwarding } from './kept-forwarding.js';
import type { KeeperCounts } from './keeping-counts.js';
import { readUndecided } from './read-undecided.js';
import { EarlierIds } from './recent/earlier-ids.js';
import { Alarm, repeat } from './repeat.js';
import type { KeepRules } from './rules/keep-rules.js';

export interface KeeperOptions {
  readonly store: Store;
  readonly rules: KeepRules;
  readonly forwarder: Pick<Forwarder, 'send' | 'stop' | 'close'>;
  readonly diskRoom?: Pick<DiskRoom, 'make'>;
  /** If other explorers receive, too, and this one decides on what all of them did. */
  readonly shared?: SharedKeeping;
  /** Called with an error that a later try may not have. */
  readonly onError?: (error: unknown) => void;
  readonly now?: () => number;
}

/** What an explorer that decides for others works with. */
export interface SharedKeeping {
  readonly tables: KeepTables;
  readonly term: bigint;
  /** True if all that is not decided is announced; else it is looked for. */
  readonly isAnnounced: boolean;
  /** Goes on with counts of an earlier term. */
  readonly counts: DecisionCounts;
  /** Returns the time through which all has been announced, in milliseconds since 1970. */
  readonly announcedThrough: () => number;
}

/** Between two rounds, of deciding and of forwarding: their inserts cost the same for one trace and a thousand. */
const ROUND_MS = 1000;
const LOAD_MS = 250;
const MAX_DUE = 10_000;
/** How far it has come is saved so often at most: what came since is looked at again after a crash. */
const SAVE_MS = 5000;

export class Keeper {
  readonly #context: KeepContext;
  readonly #shared: KeeperOptions['shared'];
  readonly #forwarding: KeptForwarding;
  readonly #intake: Intake;
  readonly #forwarder: KeeperOptions['forwarder'];
  readonly #diskRoom: KeeperOptions['diskRoom'];
  readonly #onError: (error: unknown) => void;
  readonly #stop = new AbortController();
  readonly #log: ArrivalLog;
  readonly #counts: DecisionCounts;
  /** The time through which all is done but what waits to be decided. */
  #extended: number;
  #savedDecided = 0;
  #decidedThrough = 0;
  #loops: Promise<unknown> = Promise.resolve();
  #earlier: EarlierIds | undefined;

  private constructor(context: KeepContext, forwarding: KeptForwarding, decided: number, options: KeeperOptions) {
    this.#context = context;
    this.#forwarding = forwarding;
    this.#shared = options.shared;
    this.#counts = options.shared?.counts ?? newCounts();
    this.#log = new ArrivalLog(context.now, decided);
    this.#extended = decided;
    this.#intake = new Intake(context, this.#log);
    this.#forwarder = options.forwarder;
    this.#diskRoom = options.diskRoom;
    this.#onError = options.onError ?? (() => {});
  }

  /** Opens the tables, and takes up what an earlier process had to do. Does nothing until it is started. */
  static async open(options: KeeperOptions): Promise<Keeper> {
    const { store, rules, forwarder, shared, now = Date.now } = options;
    const context = await openContext(store, rules, now, shared && { openTables: shared.tables, term: shared.term });
    const forwarding = await KeptForwarding.open(context, forwarder, shared?.term);
    const decided = await readDecided(context.tables);
    const keeper = new Keeper(context, forwarding, decided, options);
    if (shared?.isAnnounced !== true)
      for (const held of await readUndecided(context, { since: decided })) keeper.#log.note(held);
    keeper.#earlier = await EarlierIds.open(context, store);
    return keeper;
  }

  /** True as long as it is not closed. */
  get isDeciding(): boolean {
    return !this.#stop.signal.aborted;
  }

  counts(): KeeperCounts {
    const [{ rules, now }, { waiting }] = [this.#context, this.#log];
    const sinceDue = now() - rules.decisionWait - waiting.oldest();
    const lag = { decision: Math.max(0, sinceDue) / 1000, forwarding: this.#forwarding.lag / 1000 };
    return { ...this.#counts, waiting: waiting.size, lag };
  }

  /** Decides and forwards, again and again, until it is closed. */
  start(): void {
    const options = { signal: this.#stop.signal, onError: this.#onError, pause: ROUND_MS };
    const decided = new Alarm();
    const decideInTurns = async (): Promise<void> => {
      // what is being kept must not be deleted; whatever failed, as the disk may be full
      await this.decide().catch(this.#onError);
      decided.ring();
      await this.#diskRoom?.make(this.#context.tables, this.#context.now);
    };
    this.#loops = Promise.all([
      repeat(decideInTurns, options),
      repeat(() => this.forward(), { ...options, alarm: decided }),
      repeat(async () => this.#earlier?.load(this.#stop.signal), { ...options, pause: LOAD_MS }),
    ]);
  }

  /** Takes a request in protobuf, as {@link Intake.hold}. */
  hold(request: Buffer): HeldRows {
    return this.#intake.hold(request);
  }

  /** Notes what other explorers received; returns the time that it counts as. */
  note(arrived: Parameters<ArrivalLog['noteOther']>[0]): number {
    return this.#log.noteOther(arrived);
  }

  /** Notes traces of which spans were stored that are not held, or that links of such spans point to. */
  noteOthers(traces: Iterable<string>): void {
    this.#context.recent.forget(traces, this.#context.now());
  }

  /** Extends the stories that are kept, and decides on the traces whose time has come. */
  async decide(): Promise<void> {
    const { rules, now, tables } = this.#context;
    const through = now() - rules.decisionWait;
    for (let isDone = false; !isDone && !this.#stop.signal.aborted;) {
      // what comes late for kept traces does not wait for decisions on others
      await this.#extend();
      const due = this.#log.waiting.due(through, MAX_DUE);
      await decideTraces(this.#context, due, this.#counts);
      isDone = due.length === 0;
      this.#log.waiting.decided();
    }
    this.#decidedThrough = Math.min(this.#extended, this.#log.waiting.oldest());
    if (now() - this.#savedDecided < SAVE_MS) return;
    this.#savedDecided = now();
    await saveDecided(tables, Math.min(this.#decidedThrough, this.#shared?.announcedThrough() ?? Infinity), now());
  }

  /** All that was noted before this time is decided, and part of its stories. */
  get decidedThrough(): number {
    return this.#decidedThrough;
  }

  /** Forwards all that is kept and was not forwarded yet. */
  forward(): Promise<void> {
    return this.#forwarding.forward(this.#stop.signal);
  }

  /** Stops once the request under way is answered, and leaves all else to the next start. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#forwarder.stop();
    await this.#loops;
    this.#forwarder.close();
  }

  async #extend(): Promise<void> {
    const arrivals = this.#log.take();
    try {
      const left = await extendStories(this.#context, arrivals, this.#counts);
      this.#log.putBack({ linked: left });
      if (left.size === 0) this.#extended = arrivals.through;
    } catch (error) {
      this.#log.putBack(arrivals);
      throw error;
    }
  }
}
