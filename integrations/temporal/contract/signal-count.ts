/** Names the signals of a run. */
import type { Carrier } from './carrier.js';

/** Counts signals by name and sender: those of one sender are handled in their order, whatever waits for a handler. */
export class SignalCount {
  readonly #counts = new Map<string, number>();

  /** Returns the words that name the next signal in its run. */
  key(name: string, { traceparent = '' }: Carrier): string[] {
    const words = ['signal', name, traceparent];
    const text = words.join();
    const count = this.#counts.get(text) ?? 0;
    this.#counts.set(text, count + 1);
    return [...words, String(count)];
  }
}
