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

  /** Publishes spans that were stored. */
  publish(block: Pick<NativeBlock, 'count' | 'traceId'>): void {
    if (this.#subscribers.size === 0) return;
    this.#spans += block.count;
    for (let index = 0; index < block.count; index += 1) {
      const trace = block.traceId(index);
      // keeps the most recent traces
      this.#traces.delete(trace);
      this.#traces.add(trace);
      if (this.#traces.size > MAX_TRACES)
        for (const oldest of this.#traces) {
          this.#traces.delete(oldest);
          break;
        }
    }
    this.#timer ??= setTimeout(() => this.#broadcast(), INTERVAL_MS).unref();
  }

  #broadcast(): void {
    this.#timer = undefined;
    const event: LiveAnswer = { traces: [...this.#traces], spans: this.#spans };
    this.#traces.clear();
    this.#spans = 0;
    for (const subscriber of this.#subscribers) subscriber(event);
  }
}
