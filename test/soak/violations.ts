/** What a soak found wrong. */
import type { Line } from './regression';
import type { KeptState } from './process-state';
import type { Soaked } from './soak';

/** Bytes for each 1,000 calls that the heap may grow by. An object that is kept of every call takes 16,000 at least. */
const LASTING = 100;
/** Bytes that the engine may add in all while samples are taken, such as for code that it compiles late. */
const ONCE = 256 * 1_024;

/** Returns the bytes for each 1,000 calls that the heap may grow by; the longer a soak, the fewer. */
export function heapBound({ heap }: Pick<Soaked, 'heap'>): number {
  return LASTING + ONCE / ((heap.at(-1)?.x ?? 0) - (heap[0]?.x ?? 0));
}

export interface Findings {
  readonly soaked: Soaked;
  readonly line: Line;
  readonly state: readonly KeptState[];
  /** The links that spans had when they ended, and those that `spanlink.links.made` counted. */
  readonly links: { readonly onSpans: number; readonly counted: number };
}

/** Returns a sentence for each violation. */
export function violationsIn({ soaked, line, state, links }: Findings): string[] {
  const violations: string[] = [];
  const { slope, error } = line;
  if (slope - 2 * error > heapBound(soaked))
    violations.push(`the heap grows by ${slope.toFixed(1)} ± ${error.toFixed(1)} bytes for each 1,000 calls`);
  const { open, running } = soaked;
  if (open !== running) violations.push(`${open} spans have not ended, but ${running} are to run`);
  if (links.onSpans !== links.counted)
    violations.push(`${links.counted} links were counted, but spans had ${links.onSpans}`);
  for (const { name, size, limit } of state) {
    if (limit === undefined) violations.push(`${name} has no limit`);
    else if (size > limit) violations.push(`${name} has ${size} entries, at most ${limit} are allowed`);
  }
  return violations;
}
