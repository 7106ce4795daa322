/** What keeping works with. */
import type { KeepTables } from '../store/keep-tables.js';
import type { ReadableStore } from '../store/store-reader.js';
import type { Decider } from './decide/decider.js';
import type { Observer } from './decide/observer.js';
import type { GrowingStories } from './follow/growing-stories.js';
import type { IdFilter } from './recent/id-filter.js';
import type { RecentTraces } from './recent/recent-traces.js';
import type { KeepRules } from './rules/keep-rules.js';

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
