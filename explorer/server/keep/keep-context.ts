/** What keeping works with. */
import type { KeepTables } from '../store/keep-tables.js';
import type { Store } from '../store/open-store.js';
import type { ReadableStore } from '../store/store-reader.js';
import { Decider } from './decide/decider.js';
import { Observer } from './decide/observer.js';
import { GrowingStories } from './follow/growing-stories.js';
import { placeBefore } from './held/forwarded-places.js';
import { readLastPlace } from './held/kept-traces.js';
import { IdFilter } from './recent/id-filter.js';
import { RecentTraces } from './recent/recent-traces.js';
import type { KeepRules } from './rules/keep-rules.js';
import { rulesNumber } from './rules/rules-number.js';

export interface KeepContext {
  readonly store: ReadableStore;
  readonly tables: KeepTables;
  readonly rules: KeepRules;
  /** A number made of the rules. */
  readonly rulesNumber: bigint;
  readonly decider: Decider;
  readonly observer: Observer;
  readonly growing: GrowingStories;
  /** The traces that came last. */
  readonly recent: RecentTraces;
  /** Remembers the traces that came, and those that links pointed to. */
  readonly seenIds: IdFilter;
  /** Remembers the traces that are kept. */
  readonly keptIds: IdFilter;
  readonly now: () => number;
  /** Returns the place of the next trace in the order of forwarding. */
  readonly nextPlace: () => bigint;
  /** Returns the place that was taken last. */
  readonly lastPlace: () => bigint;
}

/** The memory of the traces that came last. */
const MAX_RECENT = 192 * 1024 * 1024;

interface ContextOptions {
  /** True if the tables are read alone, and stay as they are. */
  readonly isReadOnly?: boolean;
  /** The bytes that traces may take in memory. */
  readonly maxRecent?: number;
  /** The tables, if they are open. */
  readonly openTables?: KeepTables;
  /** The term in which this explorer decides; 0 if it is alone. */
  readonly term?: bigint;
}

/** Opens the tables, and what is in memory beside them. */
export async function openContext(
  store: Store,
  rules: KeepRules,
  now: () => number,
  { isReadOnly = false, maxRecent = MAX_RECENT, openTables, term = 0n }: ContextOptions = {},
): Promise<KeepContext> {
  const tables = openTables ?? (await store.openKeepTables(isReadOnly ? undefined : rules.hold));
  const decider = new Decider(rules);
  const [seenIds, keptIds] = [new IdFilter(rules.hold), new IdFilter(rules.hold)];
  const last = await readLastPlace(tables);
  let place = last > placeBefore(term) ? last : placeBefore(term);
  return {
    store,
    tables,
    rules,
    rulesNumber: rulesNumber(rules),
    decider,
    observer: new Observer(decider.conditions),
    growing: new GrowingStories(),
    recent: new RecentTraces(seenIds, maxRecent),
    seenIds,
    keptIds,
    now,
    nextPlace: () => (place += 1n),
    lastPlace: () => place,
  };
}
