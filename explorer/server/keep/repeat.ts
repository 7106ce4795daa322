/** Repeats rounds of work until they are stopped. */
import { setTimeout } from 'node:timers/promises';

export interface RepeatOptions {
  /** The milliseconds between two rounds. */
  readonly pause: number;
  readonly signal: AbortSignal;
  /** Called with the error of a round; the next one comes in any case. */
  readonly onError: (error: unknown) => void;
}

/** Does one round after the other. Resolves once it is aborted, and the round under way is done. */
export async function repeat(round: () => Promise<unknown>, { pause, signal, onError }: RepeatOptions): Promise<void> {
  while (!signal.aborted) {
    await round().catch(onError);
    await setTimeout(pause, undefined, { signal }).catch(() => {});
  }
}
