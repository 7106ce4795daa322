/** Creates tables whose rows are deleted some time after they came: parts as a whole. */
import { literal } from './bind.js';
import type { Engine } from './engine.js';
import { onCluster, qualifier } from './schema.js';
import type { StoreSchema } from './schema.js';
import { localName } from './tables.js';

/** A table by its columns, of which one is the time when a row came. */
export interface TimedTable {
  readonly name: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly engine: string;
  readonly order: string;
  readonly time: string;
}

export interface TimedTableOptions {
  /** The milliseconds after which rows are deleted. */
  readonly hold: number;
  readonly comment: string;
  /** Further settings of the engine in this process. */
  readonly settings?: string;
  /** True if rows are deleted as an earlier start said. */
  readonly keepsTtl?: boolean;
}

// more would be too many files for the engine
const PARTITIONS = 24;

/** Creates a table, if it is missing; what an earlier start held longer goes sooner, and the other way round. */
export async function createTimedTable(
  engine: Engine,
  schema: StoreSchema,
  { name, columns, engine: mergeTree, order, time }: TimedTable,
  { hold, comment, settings = '', keepsTtl = false }: TimedTableOptions,
): Promise<void> {
  const { database, cluster } = schema;
  const qualified = qualifier(schema);
  const everywhere = onCluster(cluster);
  const seconds = Math.ceil(hold / 1000);
  // as for the tables of spans: half the work, and servers before 24.11 do not know the setting
  const merging = schema.isEmbedded ? `, merge_selector_base = 10${settings}` : '';
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
COMMENT '${comment}'`);
  if (!keepsTtl) await changeTtl(engine, schema, local, ttl);
  if (cluster !== undefined)
    await engine.command(`CREATE TABLE IF NOT EXISTS ${qualified(name)}${everywhere} AS ${qualified(local)}
ENGINE = Distributed(${literal(cluster)}, ${literal(database)}, ${literal(local)},
  cityHash64(${order.split(',', 1)[0] ?? ''}))`);
}

/** Changes the TTL if an earlier start held rows for another time: the engine would rewrite a table in any case. */
async function changeTtl(engine: Engine, schema: StoreSchema, table: string, ttl: string): Promise<void> {
  const [found] = await engine.query<{ create: string }>(
    `SELECT create_table_query AS create FROM system.tables
WHERE database = ${literal(schema.database)} AND name = ${literal(table)}`,
  );
  if (found?.create.includes(ttl) === false)
    await engine.command(`ALTER TABLE ${qualifier(schema)(table)}${onCluster(schema.cluster)} MODIFY ${ttl}`);
}
