/** Leaks that are planted to show that a soak finds them. */
import { startSpan } from 'spanlink';
import { repeat, type Workload } from './workload';

const kept: unknown[] = [];
let named = 0;

const LEAKS: Readonly<Record<string, (n: number) => void>> = {
  /** Keeps a kilobyte of each call. */
  heap: (n) => kept.push(new Array(128).fill(n)),
  /** Starts spans that nobody ends. */
  span: (n) => void (n === 0 && startSpan('left open')),
  /** Adds to a map of the process what it was given. */
  state: () => (stateOf('made-links') as { bySite: Map<string, number> }).bySite.set(`${named++}`, 0),
  /** Keeps a collection of the process that has no limit. */
  unlimited: () => ((globalThis as Record<symbol, unknown>)[Symbol.for('spanlink.planted')] ??= new Map()),
};

function stateOf(name: string): unknown {
  return (globalThis as Record<symbol, unknown>)[Symbol.for(`spanlink.${name}`)];
}

/** Returns the workload of a leak. @throws {RangeError} for an unknown one. */
export function planted(leak: string): Workload {
  const call = LEAKS[leak];
  if (call === undefined) throw new RangeError(`expected ${Object.keys(LEAKS).join(', ')}; got '${leak}'`);
  return { kind: `planted: ${leak}`, round: () => repeat(1_000, call) };
}
