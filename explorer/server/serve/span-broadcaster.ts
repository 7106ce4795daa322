/** Tells subscribers that spans arrived: a few times a second at most, however many spans there are. */
import type { LiveAnswer } from '../../api/answers.js';
import type { NativeBlock } from '../store/span-block.js';

type Subscriber = (event: LiveAnswer) => void;

/** Milliseconds from the first span to the event about it and those that follow. */
const INTERVAL_MS = 250;
/** The traces that one event names. */
const MAX_TRACES = 200;

export class SpanBroadcaster {
  readonly #subscribers = new Set<Subscriber>();
  readonly #traces = new Set<string>();
  #spans = 0;
  #isCut = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Calls the subscriber with events from now on.
   *
   * @returns a function that ends the subscription
   */
  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => void this.#subscribers.delete(subscriber);
  }

  /** Publishes spans that were stored: they touch their own traces, and those that their links point to. */
  publish({ count, traces, linkedTraces }: Pick<NativeBlock, 'count' | 'traces' | 'linkedTraces'>): void {
    if (this.#subscribers.size === 0) return;
    this.#spans += count;
    for (const trace of linkedTraces()) this.#touch(trace);
    for (const trace of traces()) this.#touch(trace);
    this.#timer ??= setTimeout(() => this.#broadcast(), INTERVAL_MS).unref();
  }

  /** Keeps the traces that were touched last. */
  #touch(trace: string): void {
    this.#traces.delete(trace);
    this.#traces.add(trace);
    if (this.#traces.size <= MAX_TRACES) return;
    this.#isCut = true;
    for (const oldest of this.#traces) {
      this.#traces.delete(oldest);
      break;
    }
  }

  #broadcast(): void {
    this.#timer = undefined;
    const event: LiveAnswer = { traces: [...this.#traces], spans: this.#spans, ...(this.#isCut && { isCut: true }) };
    this.#traces.clear();
    this.#spans = 0;
    this.#isCut = false;
    for (const subscriber of this.#subscribers) subscriber(event);
  }
}
