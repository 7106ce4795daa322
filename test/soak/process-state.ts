/** The sizes of what the library keeps once for the whole process, and the limits that docs/limits.md gives them. */
import { readFileSync } from 'node:fs';

const PREFIX = 'spanlink.';
// npm runs scripts in the folder of the package
const page = readFileSync('docs/limits.md', 'utf8');

/** A collection of the library's, found in the process. */
export interface KeptState {
  /** Names the state by its key on `globalThis`, and the part of it. */
  readonly name: string;
  readonly size: number;
  /** `undefined` for a collection that is not known here: every one of them is to have a limit. */
  readonly limit: number | undefined;
}

const METHODS = documented('methods that counters and reports name');
const STAGES = documented('workflows whose stages are remembered, and stages of each');
const JOBS = documented('jobs that `LinkedTelemetry` remembers in a process');

/** The limit of every collection; one that the page does not name depends on the library's code, or on what runs. */
const LIMITS: Readonly<Record<string, number>> = {
  'reported-sites': METHODS,
  'counted-sites': METHODS,
  // one entry for all methods past the limit
  'made-links.bySite': METHODS + 1,
  'known-stages': STAGES,
  'known-stages, each': STAGES,
  'bullmq-attempts.open': JOBS,
  'bullmq-attempts.completed': JOBS,
  'temporal-spans': documented("spans of workflows that a worker of Temporal's remembers"),
  // the codes of warnings
  warnings: 10,
  // debug output is off
  'decisions.waiting': 0,
  // all guards that nobody adopted were collected
  'pending-guards.tokens': 0,
};

/** Returns the collections of this process. What is weak has no size: the heap shows whether it grows. */
export function keptState(): KeptState[] {
  return Object.getOwnPropertySymbols(globalThis)
    .filter((key) => Symbol.keyFor(key)?.startsWith(PREFIX) === true)
    .flatMap((key) => {
      const state = (globalThis as Record<symbol, unknown>)[key] as object;
      return collectionsIn(Symbol.keyFor(key)?.slice(PREFIX.length) ?? '', state);
    })
    .map(([name, size]) => ({ name, size, limit: LIMITS[name] }));
}

/** Returns true unless the collection has no limit, or more entries than that. */
export function isWithinLimit({ size, limit }: KeptState): boolean {
  return limit !== undefined && size <= limit;
}

type Sized = readonly [name: string, size: number];

function collectionsIn(name: string, state: object): Sized[] {
  const own = sizeOf(state);
  if (own !== undefined) return [[name, own], ...largestIn(name, state)];
  return Object.entries(state).flatMap(([part, value]) => {
    const size = sizeOf(value);
    return size === undefined ? [] : [[`${name}.${part}`, size], ...largestIn(`${name}.${part}`, value as object)];
  });
}

function largestIn(name: string, collection: object): Sized[] {
  const values = collection instanceof Map ? [...(collection as Map<unknown, unknown>).values()] : [];
  const sizes = values.map(sizeOf).filter((size) => size !== undefined);
  return sizes.length === 0 ? [] : [[`${name}, each`, Math.max(...sizes)]];
}

function sizeOf(value: unknown): number | undefined {
  if (value instanceof Map || value instanceof Set) return value.size;
  return Array.isArray(value) ? value.length : undefined;
}

/** Returns the number of a row of the page. */
function documented(limit: string): number {
  const row = page.split('\n').find((line) => line.startsWith(`| ${limit} |`));
  const [, value] = /^\|[^|]+\| ([\d,]+) \|/.exec(row ?? '') ?? [];
  if (value === undefined) throw new Error(`docs/limits.md has no row '${limit}'`);
  return Number(value.replaceAll(',', ''));
}
