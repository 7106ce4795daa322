/** The table of counters: what senders count about their links. */
import type { Engine } from './engine.js';
import type { StoreSchema } from './schema.js';
import { TableBlock } from './table-block.js';
import type { RowOf } from './table-block.js';
import { applySettings } from './table-settings.js';
import { TABLES } from './tables.js';
import { createTimedTable } from './timed-table.js';

/**
 * A row for each time that a counter rose, with the value that was sent. Rows of one sequence, which is what a sender
 * counted between two starts, have all in common but `Time` and `Value`.
 */
const COUNTER_COLUMNS = {
  /** A hash of all that tells a counter from others: its name, its attributes, and the resource, with its process. */
  Series: 'FixedString(16)',
  Service: 'String',
  /** `spanlink.links.late` */
  Counter: 'String',
  /** The attribute `spanlink.site`; empty if there is none. */
  Site: 'String',
  /** The other attributes, as JSON with sorted keys; empty if there are none. */
  Attributes: 'String',
  /** 1 if `Value` is what was counted since the value before; else it is what was counted since `Start`. */
  IsDelta: 'UInt32',
  /** Nanoseconds since 1970 by the sender's clock; 0 of deltas. */
  Start: 'UInt64',
  /** 1 if the count began at `Start`; else the first value of the sequence says nothing. */
  IsStartKnown: 'UInt32',
  /** Nanoseconds since 1970 by the sender's clock. */
  Time: 'UInt64',
  Value: 'UInt64',
  Received: 'DateTime64(3)',
} as const;

export type CounterRow = RowOf<typeof COUNTER_COLUMNS>;

/** The table that blocks of counters are inserted into, and its columns in their order. */
export const COUNTERS = { table: TABLES.counters, columns: Object.keys(COUNTER_COLUMNS) } as const;

const TABLE = {
  name: TABLES.counters,
  columns: COUNTER_COLUMNS,
  // what is sent again replaces itself
  engine: 'ReplacingMergeTree',
  order: 'Series, IsDelta, Start, Time',
  time: 'Received',
};

const COMMENT = 'what spanlink-explorer received of counters';
const DAY = 86_400_000;
/** The days for which counters are kept at most. */
export const MOST_DAYS = 30;

/**
 * Creates the table, if it is missing. Counters are kept as long as spans are, and no longer than 30 days.
 *
 * @param isSynced true if an insert is acknowledged only once the disk has it
 * @param keepsRetention true if the times of an earlier start stay
 */
export async function openCounterTable(
  engine: Engine,
  schema: StoreSchema,
  isSynced: boolean,
  keepsRetention: boolean,
): Promise<void> {
  const hold = Math.min(schema.retention ?? MOST_DAYS, MOST_DAYS) * DAY;
  await createTimedTable(engine, schema, TABLE, { hold, comment: COMMENT, keepsTtl: keepsRetention });
  if (!keepsRetention) await applySettings(engine, schema, isSynced, COMMENT);
}

/** Returns rows as a block for `Store.appendCounters`. */
export function counterBlock(rows: readonly CounterRow[]): Uint8Array {
  const block = new TableBlock(COUNTER_COLUMNS);
  for (const row of rows) block.add(row);
  return block.finish();
}
