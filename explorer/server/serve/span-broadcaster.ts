/** Tells whoever looks that spans arrived: a few times a second at most, however many they are. */
import type { LiveAnswer } from '../../api/answers.js';
import type { SpanRows } from '../store/span-block.js';

type Listener = (event: LiveAnswer) => void;

/** Least milliseconds between two events, and most traces that one names. */
const PAUSE = 250;
const MOST_TRACES = 200;

export class Live {
  readonly #listeners = new Set<Listener>();
  readonly #traces = new Set<string>();
  #spans = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Tells of what arrives from now on, until what is returned is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Spans that are stored now. */
  arrived(rows: Pick<SpanRows, 'count' | 'traceId'>): void {
    if (this.#listeners.size === 0) return;
    this.#spans += rows.count;
    for (let index = 0; index < rows.count; index += 1) {
      const trace = rows.traceId(index);
      // the last ones stay
      this.#traces.delete(trace);
      this.#traces.add(trace);
      if (this.#traces.size > MOST_TRACES)
        for (const first of this.#traces) {
          this.#traces.delete(first);
          break;
        }
    }
    this.#timer ??= setTimeout(() => this.#tell(), PAUSE).unref();
  }

  #tell(): void {
    this.#timer = undefined;
    const event: LiveAnswer = { traces: [...this.#traces], spans: this.#spans };
    this.#traces.clear();
    this.#spans = 0;
    for (const listener of this.#listeners) listener(event);
  }
}
