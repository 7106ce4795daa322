/**
 * The keeper holds requests, decides which of their traces are kept, and forwards those. What it has done is on disk at
 * each step: after a crash it goes on, and sends nothing twice but the request that was under way.
 */
import { setTimeout } from 'node:timers/promises';
import type { Store } from '../store/open-store.js';
import { ArrivalLog } from './arrivals.js';
import { decideTraces } from './decide-traces.js';
import type { DecisionCounts } from './decide-traces.js';
import { Decider } from './decide/decider.js';
import { Observer } from './decide/observer.js';
import { extendStories } from './extend-stories.js';
import { GrowingStories } from './follow/growing-stories.js';
import type { Forwarder } from './forward/forwarder.js';
import { forwardKept } from './forward-kept.js';
import { IdFilter } from './recent/id-filter.js';
import { RecentTraces } from './recent/recent-traces.js';
import { readLastPlace, readProgress, saveProgress } from './held/kept-traces.js';
import { RequestHolder } from './held-requests.js';
import type { KeepContext } from './keep-context.js';
import { readUndecided } from './read-undecided.js';
import { EarlierIds } from './recent/earlier-ids.js';
import type { KeepRules } from './rules/keep-rules.js';
import { rulesNumber } from './rules/rules-number.js';

export interface KeeperOptions {
  readonly store: Store;
  readonly rules: KeepRules;
  readonly forwarder: Pick<Forwarder, 'send' | 'stop' | 'close'>;
  /** Called with an error that a later try may not have. */
  readonly onError?: (error: unknown) => void;
  readonly now?: () => number;
}

/** Between two rounds of deciding and forwarding. */
const ROUND_MS = 500;
const MAX_DUE = 1000;
/** Where deciding has come is saved so often at most: what came since is looked at again after a crash. */
const SAVE_MS = 5000;
/** The memory of the traces that came last. */
const MAX_RECENT = 192 * 1024 * 1024;

export class Keeper {
  readonly #context: KeepContext;
  readonly #holder: RequestHolder;
  readonly #forwarder: KeeperOptions['forwarder'];
  readonly #onError: (error: unknown) => void;
  readonly #stop = new AbortController();
  readonly #log: ArrivalLog;
  readonly #counts: DecisionCounts = { byPolicy: new Map(), byRole: new Map(), notKept: 0, cut: 0 };
  /** What could not be decided yet, because that failed. */
  #failed: string[] = [];
  /** The time through which all is done but what waits to be decided. */
  #extended: number;
  #forwarded: bigint;
  #saved = 0;
  #loops: Promise<unknown> = Promise.resolve();
  #earlier: EarlierIds | undefined;

  private constructor(context: KeepContext, forwarded: bigint, decided: number, options: KeeperOptions) {
    this.#context = context;
    this.#forwarded = forwarded;
    this.#log = new ArrivalLog(context.now, decided);
    this.#extended = decided;
    this.#holder = new RequestHolder(context.tables, context.observer, context.rulesNumber);
    this.#forwarder = options.forwarder;
    this.#onError = options.onError ?? (() => {});
  }

  /** Opens the tables, and takes up what an earlier process had to do. Does nothing until it is started. */
  static async open(options: KeeperOptions): Promise<Keeper> {
    const { store, rules, now = Date.now } = options;
    const tables = await store.openKeepTables(rules.hold);
    const decider = new Decider(rules);
    let place = await readLastPlace(tables);
    const [seenIds, keptIds] = [new IdFilter(rules.hold), new IdFilter(rules.hold)];
    const context: KeepContext = {
      store,
      tables,
      rules,
      rulesNumber: rulesNumber(rules),
      decider,
      observer: new Observer(decider.conditions),
      growing: new GrowingStories(),
      recent: new RecentTraces(seenIds, MAX_RECENT),
      seenIds,
      keptIds,
      now,
      nextPlace: () => (place += 1n),
      lastPlace: () => place,
    };
    const decided = Number(await readProgress(tables, 'decided'));
    const keeper = new Keeper(context, await readProgress(tables, 'forwarded'), decided, options);
    for (const held of await readUndecided(context, decided)) keeper.#log.note(held);
    keeper.#earlier = await EarlierIds.open(context, store);
    return keeper;
  }

  counts(): DecisionCounts & { readonly waiting: number } {
    return { ...this.#counts, waiting: this.#log.waiting.size };
  }

  /** Decides and forwards, again and again, until it is closed. */
  start(): void {
    this.#loops = Promise.all([
      this.#loop(() => this.decide()),
      this.#loop(() => this.forward()),
      this.#loop(async () => this.#earlier?.load(this.#stop.signal)),
    ]);
  }

  /**
   * Holds a request in protobuf. Resolves once it is on disk, and its spans are stored.
   *
   * @param stored resolves once its spans are in the index
   */
  async hold(request: Buffer, stored: Promise<void>): Promise<void> {
    await this.#log.noteHeld(async (received) => {
      const [held] = await Promise.all([this.#holder.hold(request, received), stored]);
      const { recent } = this.#context;
      for (const { traceId, spans, evidence } of held.parts) recent.add(traceId, spans, evidence, received);
      return held;
    });
  }

  /** Notes traces of which spans were stored that are not held, or that links of such spans point to. */
  noteOthers(traces: Iterable<string>): void {
    this.#context.recent.forget(traces, this.#context.now());
  }

  /** Extends the stories that are kept, and decides on the traces whose time has come. */
  async decide(): Promise<void> {
    const { rules, now, tables } = this.#context;
    const through = now() - rules.decisionWait;
    do {
      // what comes late for kept traces does not wait for decisions on others
      await this.#extend();
      if (this.#failed.length === 0) this.#failed = this.#log.waiting.takeDue(through, MAX_DUE);
      await decideTraces(this.#context, this.#failed, this.#counts);
    } while (this.#failed.splice(0).length > 0 && !this.#stop.signal.aborted);
    if (now() - this.#saved < SAVE_MS) return;
    this.#saved = now();
    await saveProgress(tables, 'decided', BigInt(Math.min(this.#extended, this.#log.waiting.oldest())), now());
  }

  /** Forwards all that is kept and was not forwarded yet. */
  async forward(): Promise<void> {
    const { tables, rules, now, lastPlace } = this.#context;
    // looking for the next ones goes through all that are kept
    while (!this.#stop.signal.aborted && this.#forwarded < lastPlace()) {
      const place = await forwardKept(tables, this.#forwarder, rules, this.#forwarded, now);
      if (place === undefined) return;
      this.#forwarded = place;
      await saveProgress(tables, 'forwarded', place, now());
    }
  }

  /** Stops once the request under way is answered, and leaves all else to the next start. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#forwarder.stop();
    await this.#loops;
    this.#forwarder.close();
  }

  async #loop(round: () => Promise<void>): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await round().catch(this.#onError);
      await setTimeout(ROUND_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
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
