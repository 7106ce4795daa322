/**
 * The keeper holds requests, decides which of their traces are kept, and forwards those. What it has done is on disk at
 * each step: after a crash it goes on, and sends nothing twice but the request that was under way.
 */
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Store } from '../store/open-store.js';
import { decideTraces } from './decide-traces.js';
import type { DecisionCounts, KeepContext } from './decide-traces.js';
import { Decider } from './decide/decider.js';
import { Observer } from './decide/observer.js';
import { extendStories } from './extend-stories.js';
import type { Forwarder } from './forward/forwarder.js';
import { forwardKept } from './forward-kept.js';
import { readRecent } from './held/held-fragments.js';
import { readLastPlace, readProgress, saveProgress } from './held/kept-traces.js';
import { RequestHolder } from './held-requests.js';
import type { HeldRequest } from './held-requests.js';
import type { KeepRules } from './rules/keep-rules.js';
import { WaitingTraces } from './waiting-traces.js';

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
/** Traces that wait in memory, of about 150 bytes each: more than that are decided before their time. */
const MAX_WAITING = 1_000_000;
const MAX_DUE = 1000;
const RECENT = 500;
/** Where deciding has come is saved so often at most: what came since is looked at again after a crash. */
const SAVE_MS = 5000;

export class Keeper {
  readonly #context: KeepContext;
  readonly #holder: RequestHolder;
  readonly #forwarder: KeeperOptions['forwarder'];
  readonly #onError: (error: unknown) => void;
  readonly #stop = new AbortController();
  readonly #waiting = new WaitingTraces(MAX_WAITING);
  readonly #counts: DecisionCounts = { byPolicy: new Map(), byRole: new Map(), notKept: 0, cut: 0 };
  #arrivals = noArrivals();
  #forwarded: bigint;
  #saved = 0;
  #loops: Promise<unknown> = Promise.resolve();

  private constructor(context: KeepContext, forwarded: bigint, options: KeeperOptions) {
    this.#context = context;
    this.#forwarded = forwarded;
    this.#holder = new RequestHolder(context.tables, context.observer, context.rulesNumber, context.now);
    this.#forwarder = options.forwarder;
    this.#onError = options.onError ?? (() => {});
  }

  /** Opens the tables, and takes up what an earlier process had to do. Does nothing until it is started. */
  static async open(options: KeeperOptions): Promise<Keeper> {
    const { store, rules, now = Date.now } = options;
    const tables = await store.openKeepTables(rules.hold);
    const decider = new Decider(rules);
    let place = await readLastPlace(tables);
    const context: KeepContext = {
      store,
      tables,
      rules,
      rulesNumber: numberOf(rules),
      decider,
      observer: new Observer(decider.conditions),
      now,
      nextPlace: () => (place += 1n),
      lastPlace: () => place,
    };
    const keeper = new Keeper(context, await readProgress(tables, 'forwarded'), options);
    await keeper.#takeUp(Number(await readProgress(tables, 'decided')));
    return keeper;
  }

  counts(): DecisionCounts & { readonly waiting: number } {
    return { ...this.#counts, waiting: this.#waiting.size };
  }

  /** Decides and forwards, again and again, until it is closed. */
  start(): void {
    this.#loops = Promise.all([this.#loop(() => this.decide()), this.#loop(() => this.forward())]);
  }

  /**
   * Holds a request in protobuf; resolves once it is on disk.
   *
   * @returns a function to call when its spans are in the index
   */
  async hold(request: Buffer): Promise<() => void> {
    const held = await this.#holder.hold(request);
    return () => this.#note(held);
  }

  /** Extends the stories that are kept, and decides on the traces whose time has come. */
  async decide(): Promise<void> {
    const { rules, now, tables } = this.#context;
    const through = now() - rules.decisionWait;
    const arrivals = this.#arrivals;
    this.#arrivals = noArrivals();
    try {
      await extendStories(this.#context, arrivals, this.#counts);
    } catch (error) {
      for (const trace of arrivals.traces) this.#arrivals.traces.add(trace);
      for (const trace of arrivals.linked) this.#arrivals.linked.add(trace);
      throw error;
    }
    for (;;) {
      const due = this.#waiting.takeDue(through, MAX_DUE);
      if (due.length === 0) break;
      await decideTraces(this.#context, due, this.#counts).catch((error: unknown) => {
        for (const trace of due) this.#waiting.add(trace, now());
        throw error;
      });
    }
    if (now() - this.#saved < SAVE_MS) return;
    this.#saved = now();
    await saveProgress(tables, 'decided', BigInt(Math.max(0, Math.floor(through))), now());
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

  #note({ traces, observed, linked, received }: HeldRequest): void {
    for (const trace of observed) this.#waiting.add(trace, received);
    for (const trace of traces) this.#arrivals.traces.add(trace);
    for (const trace of linked) this.#arrivals.linked.add(trace);
  }

  /** Notes again what came since deciding was saved. */
  async #takeUp(decided: number): Promise<void> {
    const { tables, observer } = this.#context;
    for (let after = 0n; ;) {
      const recent = await readRecent(tables, decided, after, RECENT);
      const last = recent.at(-1);
      if (last === undefined) return;
      for (const { traceId, received, request } of recent) {
        const linked = new Set<string>();
        observer.observe(traceId, request, new Map(), linked);
        this.#note({ traces: request.length > 0 ? [traceId] : [], observed: [traceId], linked, received });
      }
      after = BigInt(last.id);
    }
  }
}

const noArrivals = () => ({ traces: new Set<string>(), linked: new Set<string>() });

/** Returns a number that other rules do not have. */
const numberOf = ({ policies }: KeepRules): bigint =>
  createHash('sha256')
    .update(JSON.stringify(policies, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)))
    .digest()
    .readBigUInt64BE();
