/** Repeats rounds of work until they are stopped. */
import { setTimeout } from 'node:timers/promises';

export interface RepeatOptions {
  /** The milliseconds between two rounds. */
  readonly pause: number;
  readonly signal: AbortSignal;
  /** Ends a pause early. */
  readonly alarm?: Alarm;
  /** Called with the error of a round; the next one comes in any case. */
  readonly onError: (error: unknown) => void;
}

/** Does one round after the other. Resolves once it is aborted, and the round under way is done. */
export async function repeat(
  round: () => Promise<unknown>,
  { pause, signal, alarm = new Alarm(), onError }: RepeatOptions,
): Promise<void> {
  while (!signal.aborted) {
    await round().catch(onError);
    await alarm.wait(pause, signal);
  }
}

/** Ends the pause of one repetition. */
export class Alarm {
  #end: (() => void) | undefined;
  #hasRung = false;

  /** Ends the pause, or the next one at once. */
  ring(): void {
    this.#hasRung = true;
    this.#end?.();
  }

  /** Waits for so many milliseconds, or until it rings or the signal is aborted. */
  async wait(pause: number, signal: AbortSignal): Promise<void> {
    const waiting = new AbortController();
    this.#end = (): void => waiting.abort();
    if (this.#hasRung || signal.aborted) this.#end();
    signal.addEventListener('abort', this.#end, { once: true });
    await setTimeout(pause, undefined, { signal: waiting.signal }).catch(() => {});
    signal.removeEventListener('abort', this.#end);
    this.#hasRung = false;
  }
}
