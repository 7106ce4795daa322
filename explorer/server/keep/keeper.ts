/**
 * The keeper holds requests, decides which of their traces are kept, and forwards those. What it has done is on disk at
 * each step: after a crash it goes on, and sends nothing twice but the request that was under way.
 */
import type { Store } from '../store/open-store.js';
import { ArrivalLog } from './arrivals.js';
import { decideTraces, newCounts } from './decide-traces.js';
import type { DecisionCounts } from './decide-traces.js';
import type { DiskRoom } from './disk-room.js';
import { extendStories } from './extend-stories.js';
import type { Forwarder } from './forward/forwarder.js';
import { forwardKept } from './forward-kept.js';
import { readProgress, saveProgress } from './held/kept-traces.js';
import { RequestHolder } from './held-requests.js';
import type { HeldRows } from './held-requests.js';
import { openContext } from './keep-context.js';
import type { KeepContext } from './keep-context.js';
import type { KeepingCounts } from './keeping-counts.js';
import { readUndecided } from './read-undecided.js';
import { EarlierIds } from './recent/earlier-ids.js';
import { repeat } from './repeat.js';
import type { KeepRules } from './rules/keep-rules.js';

export interface KeeperOptions {
  readonly store: Store;
  readonly rules: KeepRules;
  readonly forwarder: Pick<Forwarder, 'send' | 'stop' | 'close'>;
  readonly diskRoom?: Pick<DiskRoom, 'make'>;
  /** Called with an error that a later try may not have. */
  readonly onError?: (error: unknown) => void;
  readonly now?: () => number;
}

/** Between two rounds: of deciding, whose inserts cost the same for one trace and a thousand, and of forwarding. */
const DECIDE_MS = 1000;
const FORWARD_MS = 250;
const MAX_DUE = 10_000;
/** Where each has come is saved so often at most: what came since is looked at again after a crash. */
const SAVE_MS = 5000;

export class Keeper {
  readonly #context: KeepContext;
  readonly #holder: RequestHolder;
  readonly #forwarder: KeeperOptions['forwarder'];
  readonly #diskRoom: KeeperOptions['diskRoom'];
  readonly #onError: (error: unknown) => void;
  readonly #stop = new AbortController();
  readonly #log: ArrivalLog;
  readonly #counts = newCounts();
  /** What could not be decided yet, because that failed. */
  #failed: string[] = [];
  /** The time through which all is done but what waits to be decided. */
  #extended: number;
  #forwarded: bigint;
  #savedDecided = 0;
  #savedForwarded = 0;
  /** When nothing waited to be forwarded, for the last time. */
  #allForwarded: number;
  #loops: Promise<unknown> = Promise.resolve();
  #earlier: EarlierIds | undefined;

  private constructor(context: KeepContext, forwarded: bigint, decided: number, options: KeeperOptions) {
    this.#context = context;
    this.#forwarded = forwarded;
    this.#log = new ArrivalLog(context.now, decided);
    this.#extended = decided;
    this.#allForwarded = context.now();
    this.#holder = new RequestHolder(context.observer, context.rulesNumber);
    this.#forwarder = options.forwarder;
    this.#diskRoom = options.diskRoom;
    this.#onError = options.onError ?? (() => {});
  }

  /** Opens the tables, and takes up what an earlier process had to do. Does nothing until it is started. */
  static async open(options: KeeperOptions): Promise<Keeper> {
    const { store, rules, now = Date.now } = options;
    const context = await openContext(store, rules, now);
    const decided = Number(await readProgress(context.tables, 'decided'));
    const keeper = new Keeper(context, await readProgress(context.tables, 'forwarded'), decided, options);
    for (const held of await readUndecided(context, decided)) keeper.#log.note(held);
    keeper.#earlier = await EarlierIds.open(context, store);
    return keeper;
  }

  counts(): DecisionCounts & { readonly waiting: number } & Pick<KeepingCounts, 'lag'> {
    const [{ rules, now, lastPlace }, { waiting }] = [this.#context, this.#log];
    const sinceDue = now() - rules.decisionWait - waiting.oldest();
    const sinceForwarded = this.#forwarded < lastPlace() ? now() - this.#allForwarded : 0;
    const lag = { decision: Math.max(0, sinceDue) / 1000, forwarding: Math.max(0, sinceForwarded) / 1000 };
    return { ...this.#counts, waiting: waiting.size, lag };
  }

  /** Decides and forwards, again and again, until it is closed. */
  start(): void {
    const options = { signal: this.#stop.signal, onError: this.#onError, pause: FORWARD_MS };
    const decideInTurns = async (): Promise<void> => {
      // what is being kept must not be deleted; whatever failed, as the disk may be full
      await this.decide().catch(this.#onError);
      await this.#diskRoom?.make(this.#context.tables, this.#context.now);
    };
    this.#loops = Promise.all([
      repeat(decideInTurns, { ...options, pause: DECIDE_MS }),
      repeat(() => this.forward(), options),
      repeat(async () => this.#earlier?.load(this.#stop.signal), options),
    ]);
  }

  /**
   * Takes a request in protobuf.
   *
   * @throws a `RangeError` if it is too large to be held
   */
  hold(request: Buffer): HeldRows {
    const underWay = this.#log.begin();
    try {
      const { received } = underWay;
      const { held, fragments } = this.#holder.split(request, received);
      return {
        fragments,
        end: (isStored) => {
          const { recent } = this.#context;
          if (isStored)
            for (const { traceId, spans, evidence } of held.parts) recent.add(traceId, spans, evidence, received);
          this.#log.end(underWay, isStored ? held : undefined);
        },
      };
    } catch (error) {
      this.#log.end(underWay);
      throw error;
    }
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
    if (now() - this.#savedDecided < SAVE_MS) return;
    this.#savedDecided = now();
    await saveProgress(tables, 'decided', BigInt(Math.min(this.#extended, this.#log.waiting.oldest())), now());
  }

  /** Forwards all that is kept and was not forwarded yet. */
  async forward(): Promise<void> {
    const { tables, rules, now, lastPlace } = this.#context;
    // looking for the next ones goes through all that are kept
    if (this.#forwarded >= lastPlace()) this.#allForwarded = now();
    while (!this.#stop.signal.aborted && this.#forwarded < lastPlace()) {
      const place = await forwardKept(tables, this.#forwarder, rules, this.#forwarded, now);
      if (place === undefined) return;
      this.#forwarded = place;
      if (now() - this.#savedForwarded < SAVE_MS) continue;
      this.#savedForwarded = now();
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
