/** Opens the tables of keeping: what is held of traces, which are kept, and what of them was forwarded. */
import { literal } from './bind.js';
import type { Engine } from './engine.js';
import { KEEP_TABLES } from './keep-schema.js';
import type { ColumnsOf, TableName } from './keep-schema.js';
import { onCluster, qualifier } from './schema.js';
import type { StoreSchema } from './schema.js';
import { TableBlock } from './table-block.js';
import type { RowOf } from './table-block.js';
import { applySettings } from './table-settings.js';
import { localName } from './tables.js';

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

// more would be too many files for the engine
const PARTITIONS = 24;

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
  const { database, cluster } = schema;
  const qualified = qualifier(schema);
  const everywhere = onCluster(cluster);
  const seconds = Math.ceil(hold / 1000);
  // as for the tables of spans: half the work, and servers before 24.11 do not know the setting
  const merging = schema.isEmbedded
    ? `, merge_selector_base = 10, max_bytes_to_merge_at_max_space_in_pool = ${MAX_MERGED_BYTES}`
    : '';
  for (const { name, columns, engine: mergeTree, order, time } of Object.values(KEEP_TABLES)) {
    const local = cluster === undefined ? name : localName(name);
    const ttl = `TTL toDateTime(${time}) + toIntervalSecond(${seconds})`;
    await engine.command(`CREATE TABLE IF NOT EXISTS ${qualified(local)}${everywhere} (
${Object.entries(columns)
  .map(([column, type]) => `  ${column} ${type} CODEC(${schema.isEmbedded ? 'LZ4' : 'ZSTD(1)'})`)
  .join(',\n')}
)
ENGINE = ${cluster === undefined ? '' : 'Replicated'}${mergeTree}
PARTITION BY toStartOfInterval(${time}, toIntervalSecond(${Math.max(3600, Math.ceil(seconds / PARTITIONS))}))
ORDER BY (${order})
${ttl}
SETTINGS index_granularity = 512, ttl_only_drop_parts = 1, min_bytes_for_wide_part = 1000000000000${merging}
COMMENT '${COMMENT}'`);
    await changeTtl(engine, schema, local, ttl);
    if (cluster !== undefined)
      await engine.command(`CREATE TABLE IF NOT EXISTS ${qualified(name)}${everywhere} AS ${qualified(local)}
ENGINE = Distributed(${literal(cluster)}, ${literal(database)}, ${literal(local)},
  cityHash64(${order.split(',', 1)[0] ?? ''}))`);
  }
  await applySettings(engine, schema, isSynced, COMMENT);
}

/** Changes the TTL if an earlier start held traces for another time: the engine would rewrite a table in any case. */
async function changeTtl(engine: Engine, schema: StoreSchema, table: string, ttl: string): Promise<void> {
  const [found] = await engine.query<{ create: string }>(
    `SELECT create_table_query AS create FROM system.tables
WHERE database = ${literal(schema.database)} AND name = ${literal(table)}`,
  );
  if (found?.create.includes(ttl) === false)
    await engine.command(`ALTER TABLE ${qualifier(schema)(table)}${onCluster(schema.cluster)} MODIFY ${ttl}`);
}
