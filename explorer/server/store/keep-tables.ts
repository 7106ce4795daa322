/** The tables of keeping: what is held of traces, which are kept, and what of them was forwarded. */
import { literal } from './bind.js';
import type { Engine } from './engine.js';
import { onCluster, qualifier } from './schema.js';
import type { StoreSchema } from './schema.js';
import { TableBlock } from './table-block.js';
import type { RowOf } from './table-block.js';
import { applySettings } from './table-settings.js';
import { localName } from './tables.js';

/** A fragment: the spans of a trace that came in one request, in their bytes, and what policies need of them. */
const FRAGMENT_COLUMNS = {
  Trace: 'FixedString(16)',
  /** Unique, and rising with the time of receipt. */
  Id: 'UInt64',
  Received: 'DateTime64(3)',
  Spans: 'UInt32',
  Bytes: 'UInt32',
  Start: 'UInt64',
  End: 'UInt64',
  /** The rules that the conditions are of: a number made of their text. */
  Rules: 'UInt64',
  /** A bit for each condition. */
  Met: 'Array(UInt64)',
  Randomness: 'String',
  /** 1 if a span carries a threshold. */
  Threshold: 'UInt32',
  /** An ExportTraceServiceRequest; empty if a link from elsewhere met a condition. */
  Request: 'String',
} as const;

/** A trace that is part of a kept story; of several stories, it is in several rows. */
const KEPT_COLUMNS = {
  Trace: 'FixedString(16)',
  Seed: 'FixedString(16)',
  /** `cause`, `seed` or `effect`. */
  Role: 'String',
  Hops: 'UInt32',
  /** The policies that kept the seed, one a line. */
  Policies: 'String',
  Threshold: 'String',
  Randomness: 'String',
  /** The order in which traces are forwarded. */
  Place: 'UInt64',
  Decided: 'DateTime64(3)',
} as const;

/** A fragment whose forwarding has ended. */
const SENT_COLUMNS = {
  Trace: 'FixedString(16)',
  Id: 'UInt64',
  /** `accepted`, `refused` or `expired`. */
  Outcome: 'String',
  Sent: 'DateTime64(3)',
} as const;

/** How far deciding and forwarding have come. */
const PROGRESS_COLUMNS = { Name: 'String', Value: 'UInt64', Saved: 'DateTime64(3)' } as const;

/** What names begin with that note through when something was deleted before its time. */
export const DELETED_THROUGH = 'deleted through ';

const TABLES = {
  fragments: {
    name: 'spanlink_fragments',
    columns: FRAGMENT_COLUMNS,
    engine: 'MergeTree',
    order: 'Trace, Id',
    time: 'Received',
  },
  kept: {
    name: 'spanlink_kept',
    columns: KEPT_COLUMNS,
    engine: 'ReplacingMergeTree(Place)',
    order: 'Trace, Seed',
    time: 'Decided',
  },
  sent: { name: 'spanlink_sent', columns: SENT_COLUMNS, engine: 'MergeTree', order: 'Trace, Id', time: 'Sent' },
  progress: {
    name: 'spanlink_keep_progress',
    columns: PROGRESS_COLUMNS,
    engine: 'ReplacingMergeTree(Value)',
    order: 'Name',
    time: 'Saved',
  },
} as const;

/** The table that the fragments of `Rows` are inserted into, and its columns in their order. */
export const FRAGMENTS = { table: TABLES.fragments.name, columns: Object.keys(FRAGMENT_COLUMNS) } as const;

/** Creates a block to write fragments into. */
export const fragmentBlock = (): TableBlock<typeof FRAGMENT_COLUMNS> => new TableBlock(FRAGMENT_COLUMNS);

type TableName = keyof typeof TABLES;
type ColumnsOf<T extends TableName> = (typeof TABLES)[T]['columns'];

export type FragmentRow = RowOf<ColumnsOf<'fragments'>>;
export type KeptRow = RowOf<ColumnsOf<'kept'>>;
export type SentRow = RowOf<ColumnsOf<'sent'>>;
export type ProgressRow = RowOf<ColumnsOf<'progress'>>;

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
    Object.entries(TABLES).map(([table, { name }]) => [table, qualified(name)]),
  ) as KeepTables['names'];
  return {
    names,
    query: (sql, params, signal) => engine.query(sql, params, signal),
    command: (sql) => engine.command(sql),
    insert: async (table, rows) => {
      if (rows.length === 0) return;
      const { name, columns } = TABLES[table];
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
  for (const { name, columns, engine: mergeTree, order, time } of Object.values(TABLES)) {
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
ENGINE = Distributed(${literal(cluster)}, ${literal(database)}, ${literal(local)}, cityHash64(${
        'Trace' in columns ? 'Trace' : 'Name'
      }))`);
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
