/** Forwards kept traces in the order of their places, and notes how far that has come. */
import { forwardKept } from './forward-kept.js';
import type { Forwarder } from './forward/forwarder.js';
import { ForwardedPlaces } from './held/forwarded-places.js';
import type { KeepContext } from './keep-context.js';

/** How far it has come is saved so often at most: what came since is looked at again after a crash. */
const SAVE_MS = 5000;
/** Places that others gave are looked for so often. */
const LOOK_MS = 10_000;

export class KeptForwarding {
  readonly #context: KeepContext;
  readonly #places: ForwardedPlaces;
  readonly #forwarder: Pick<Forwarder, 'send'>;
  readonly #isShared: boolean;
  #saved = 0;
  #looked: number;
  /** When nothing waited, for the last time. */
  #done: number;

  private constructor(
    context: KeepContext,
    places: ForwardedPlaces,
    forwarder: Pick<Forwarder, 'send'>,
    isShared: boolean,
  ) {
    this.#context = context;
    this.#places = places;
    this.#forwarder = forwarder;
    this.#isShared = isShared;
    this.#done = this.#looked = context.now();
  }

  /** @param term that in which this explorer decides; undefined if it is alone */
  static async open(
    context: KeepContext,
    forwarder: Pick<Forwarder, 'send'>,
    term: bigint | undefined,
  ): Promise<KeptForwarding> {
    const places = await ForwardedPlaces.open(context.tables, term ?? 0n);
    return new KeptForwarding(context, places, forwarder, term !== undefined);
  }

  /** For how many milliseconds something has waited. */
  get lag(): number {
    const { now, lastPlace } = this.#context;
    return this.#places.next(lastPlace()) ? Math.max(0, now() - this.#done) : 0;
  }

  /** Forwards all that is kept and was not forwarded yet. */
  async forward(signal: AbortSignal): Promise<void> {
    const { tables, rules, now, lastPlace } = this.#context;
    if (this.#isShared && now() - this.#looked > LOOK_MS) {
      this.#looked = now();
      await this.#places.look();
    }
    // looking for the next ones goes through all that are kept
    if (!this.#places.next(lastPlace())) this.#done = now();
    for (;;) {
      const range = this.#places.next(lastPlace());
      if (range === undefined || signal.aborted) return;
      const place = await forwardKept(tables, this.#forwarder, rules, range, now);
      this.#places.advance(range, place);
      if (place === undefined) return;
      if (now() - this.#saved < SAVE_MS) continue;
      this.#saved = now();
      await this.#places.save(range, now());
    }
  }
}
