/** Opens the tables of keeping: what is held of traces, which are kept, and what of them was forwarded. */
import type { Engine } from './engine.js';
import { KEEP_TABLES } from './keep-schema.js';
import type { ColumnsOf, TableName } from './keep-schema.js';
import { qualifier } from './schema.js';
import type { StoreSchema } from './schema.js';
import { TableBlock } from './table-block.js';
import type { RowOf } from './table-block.js';
import { applySettings } from './table-settings.js';
import { createTimedTable } from './timed-table.js';

export interface KeepTables {
  /** The names in SQL. */
  readonly names: Readonly<Record<TableName, string>>;
  query: Engine['query'];
  command: Engine['command'];
  /** Inserts rows; resolves once queries find them, and they survive a crash of this process. */
  insert<T extends TableName>(table: T, rows: readonly RowOf<ColumnsOf<T>>[]): Promise<void>;
}

// not that of the tables of spans, whose retention is not theirs
const COMMENT = 'what spanlink-explorer holds';

// what is deleted when the disk is nearly full goes by parts: larger ones would take much along that may stay
const MAX_MERGED_BYTES = 256 * 1024 * 1024;

/**
 * Opens the tables, and creates those that are missing.
 *
 * @param hold the milliseconds after which rows are deleted; what an earlier start held longer goes sooner. If it is
 *   undefined, nothing is created or changed
 * @param isSynced true if an insert is acknowledged only once the disk has it
 */
export async function openKeepTables(
  engine: Engine,
  schema: StoreSchema,
  hold: number | undefined,
  isSynced: boolean,
): Promise<KeepTables> {
  const qualified = qualifier(schema);
  if (hold !== undefined) await createTables(engine, schema, hold, isSynced);
  const names = Object.fromEntries(
    Object.entries(KEEP_TABLES).map(([table, { name }]) => [table, qualified(name)]),
  ) as KeepTables['names'];
  return {
    names,
    query: (sql, params, signal) => engine.query(sql, params, signal),
    command: (sql) => engine.command(sql),
    insert: async (table, rows) => {
      if (rows.length === 0) return;
      const { name, columns } = KEEP_TABLES[table];
      const block = new TableBlock(columns as ColumnsOf<typeof table>);
      for (const row of rows) block.add(row);
      await engine.append([{ table: name, columns: Object.keys(columns), blocks: block.finish() }]);
    },
  };
}

async function createTables(engine: Engine, schema: StoreSchema, hold: number, isSynced: boolean): Promise<void> {
  const settings = `, max_bytes_to_merge_at_max_space_in_pool = ${MAX_MERGED_BYTES}`;
  for (const table of Object.values(KEEP_TABLES))
    await createTimedTable(engine, schema, table, { hold, comment: COMMENT, settings });
  await applySettings(engine, schema, isSynced, COMMENT);
}
