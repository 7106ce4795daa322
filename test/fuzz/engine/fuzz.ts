/** Looks for an input that breaks a promise: mutates those that reached something new, again and again. */
import type { LoadedTarget } from './load-target';
import { mutate } from './mutate';
import { randomOf } from './random';
import { shrink } from './shrink';
import { tryInput, tryTwice } from './try-input';

export interface FuzzOptions {
  /** Ends after so many inputs. */
  readonly cases: number;
  /** Ends after so many seconds, too. */
  readonly seconds: number;
  readonly seed: number;
  /** Inputs to begin with, beside the target's own. */
  readonly corpus: readonly Buffer[];
  /** Called after every 100,000 inputs. */
  readonly onProgress?: (soFar: Fuzzed) => void;
}

export interface Fuzzed {
  readonly cases: number;
  readonly seconds: number;
  /** The inputs that reached something new. */
  readonly kept: readonly Buffer[];
  /** The first input that broke a promise, made shorter, and what was thrown. */
  readonly failure?: { readonly input: Buffer; readonly error: unknown };
}

/** Of so many inputs, one is tried twice; those that reach something new are, too. */
const TWICE_IN = 64;
const PROGRESS = 100_000;

/** Fuzzes a target until something fails, or all cases or seconds are used up. */
export async function fuzz(target: LoadedTarget, options: FuzzOptions): Promise<Fuzzed> {
  const random = randomOf(options.seed);
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1_000;
  const first = [...target.seeds.map((seed) => Buffer.from(seed)), ...options.corpus, Buffer.alloc(0)];
  const kept: Buffer[] = [];
  // the later ones reached what is hard to reach
  const pick = (): Buffer => {
    const recent = random(3) === 0 ? Math.max(0, kept.length - 32) : 0;
    return kept[recent + random(kept.length - recent)] ?? Buffer.alloc(0);
  };
  const material = { random, words: target.allWords, longest: target.longest ?? 1_024, other: pick };
  let cases = 0;
  // whatever the time, all that is kept in the corpus is tried
  const isOver = (): boolean => cases >= first.length && cases % 64 === 0 && elapsed() >= options.seconds;
  for (; cases < options.cases && !isOver(); cases++) {
    if (cases > 0 && cases % PROGRESS === 0) options.onProgress?.({ cases, seconds: elapsed(), kept });
    const input = first[cases] ?? mutate(pick(), material);
    try {
      await tryInput(target, input);
      const isNew = target.coverage.novelty() > 0;
      if (isNew || cases < first.length) kept.push(input);
      if (isNew || cases % TWICE_IN === 0) await tryTwice(target, input);
    } catch (error) {
      const same = (shorter: Buffer): Promise<boolean> => failsAlike(target, shorter, error);
      return { cases, seconds: elapsed(), kept, failure: { input: await shrink(input, same), error } };
    }
  }
  return { cases, seconds: elapsed(), kept };
}

async function failsAlike(target: LoadedTarget, input: Buffer, error: unknown): Promise<boolean> {
  await target.coverage.settle();
  try {
    await tryTwice(target, input);
    return false;
  } catch (other) {
    return kindOf(other) === kindOf(error);
  }
}

/** Returns an error without the values in it. */
function kindOf(error: unknown): string {
  return (
    String(error)
      .split('\n', 1)[0]
      ?.replace(/\d+|'.*'|".*"/g, '…') ?? ''
  );
}
