/** Tells whoever looks that spans arrived: a few times a second at most, however many they are. */
import type { LiveAnswer } from '../../api/answers.js';

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

  /** Lines of spans that are stored now, as the store writes them: `[time,"trace id",…`. */
  arrived(lines: Uint8Array): void {
    if (this.#listeners.size === 0) return;
    const text = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
    for (let at = 0; at < text.length; at = nextLine(text, at)) {
      this.#spans += 1;
      const quote = text.indexOf(0x22, at);
      const trace = text.toString('latin1', quote + 1, quote + 33);
      // the last ones stay
      this.#traces.delete(trace);
      this.#traces.add(trace);
      if (this.#traces.size > MOST_TRACES) for (const first of this.#traces) {
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

const nextLine = (text: Buffer, at: number): number => {
  const end = text.indexOf(0x0a, at);
  return end < 0 ? text.length : end + 1;
};
