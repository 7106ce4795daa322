/** The statements that create the tables, on one server or on a cluster. Each is idempotent. */
import { literal } from './bind.js';
import { indexColumns, selectIndex } from './index-table.js';
import type { OwnColumnsSql } from './index-table.js';
import { INDEX_KEY, LOOK_UP_KEY, localName, quoteName, viewName } from './tables.js';
import type { Tables } from './tables.js';
import { OWN_COLUMNS, TRACES_COLUMNS, TRACES_ORDER } from './traces-table.js';

/** The tables of a store: those to create, and the one that may exist already. */
export interface StoreSchema {
  readonly database: string;
  /** The tables that queries read. */
  readonly tables: Tables;
  /** The table that spans are inserted into, and that the view reads. */
  readonly source: string;
  /** True if the explorer creates `source`; otherwise a Collector did, and it is never altered. */
  readonly ownsSource: boolean;
  /** The cluster of the server's configuration on which tables are Replicated and Distributed. */
  readonly cluster?: string;
  /** Days after which spans and links are deleted; unset keeps them. */
  readonly retention?: number;
  /**
   * True for the engine in this process, which shares its processors with the user: it merges more parts at once, for
   * half the work.
   */
  readonly isEmbedded?: boolean;
}

/** The comment of tables that the explorer created, and whose TTL it may therefore change. */
export const OWN_TABLE_COMMENT = 'made by spanlink-explorer';

/** The version of the tables. {@link migrate} brings earlier ones up to date. */
export const SCHEMA_VERSION = 3;

/** The comment of the index, which tells the version of the tables. */
const VERSION_COMMENT = `${OWN_TABLE_COMMENT}, schema ${SCHEMA_VERSION}`;

/** The columns with the times of a span: the table of a Collector has no receipt. */
const START_OR_RECEIPT = 'least(Timestamp, if(toUnixTimestamp64Milli(Received) = 0, Timestamp, Received))';

// the engine's last time: a later sum would count again from 1970, and delete everything
const LAST_SECOND = 4_294_967_295;

/** SQL for when a span is deleted: so many days after it started or, if it is from the future, was received. */
export const expirySql = (days: number): string =>
  `toDateTime(least(intDiv(toUnixTimestamp64Milli(${START_OR_RECEIPT}), 1000) + (${days} * 86400), ${LAST_SECOND}))`;

export const ttlClause = (retention: number | undefined): string =>
  retention === undefined ? '' : `\nTTL ${expirySql(retention)}`;

export const onCluster = (cluster: string | undefined): string =>
  cluster === undefined ? '' : ` ON CLUSTER ${quoteName(cluster)}`;

/** Returns the statement that creates the database. */
export const createDatabase = ({ database, cluster }: Pick<StoreSchema, 'database' | 'cluster'>): string =>
  `CREATE DATABASE IF NOT EXISTS ${quoteName(database)}${onCluster(cluster)}`;

/**
 * Returns true if the explorer writes the entries of spans itself, which takes half the time of a view: where nobody
 * else inserts spans.
 */
export const writesEntries = ({ isEmbedded, ownsSource }: StoreSchema): boolean => isEmbedded === true && ownsSource;

/**
 * Parts of spans with fewer bytes have all columns in one file, in the engine in this process: those of inserts, since
 * merging into such a part takes twice as long as into one with a file for each column.
 */
export const MIN_BYTES_FOR_WIDE_PART = 32 * 1024 * 1024;

/** SQL for when a span was received that is being inserted. */
const arrivalSql = ({ ownsSource }: StoreSchema): string =>
  ownsSource ? 'if(toUnixTimestamp64Milli(span.Received) = 0, now64(3), span.Received)' : 'now64(3)';

/** SQL for the columns of the explorer in `source`; for their defaults if a Collector created it. */
export const ownColumnsSql = ({ ownsSource }: StoreSchema, received: string): OwnColumnsSql => ({
  received,
  linkFlags: ownsSource ? 'Links.Flags' : NO_COUNTS,
  linkDroppedAttributes: ownsSource ? 'Links.DroppedAttributesCount' : NO_COUNTS,
});

const NO_COUNTS = 'arrayWithConstant(length(Links.TraceId), toUInt32(0))';

/** Returns the statement that adds the columns of the explorer to a table of an earlier version. */
export const addColumns = (schema: StoreSchema, table: string): string =>
  `ALTER TABLE ${qualifier(schema)(table)}${onCluster(schema.cluster)} ${Object.entries(OWN_COLUMNS)
    .map(([name, type]) => `ADD COLUMN IF NOT EXISTS ${quoteName(name)} ${type}`)
    .join(', ')}`;

/** Returns the statements that create the tables and the view, in the order in which they have to run. */
export function createStatements(schema: StoreSchema): string[] {
  const { tables, source, cluster } = schema;
  const name = qualifier(schema);
  const everywhere = onCluster(cluster);
  const engine = (mergeTree: string): string => (cluster === undefined ? mergeTree : `Replicated${mergeTree}`);
  const distribute = (table: string, local: string, shardBy: string): string[] =>
    cluster === undefined || table === local
      ? []
      : [
          `CREATE TABLE IF NOT EXISTS ${name(table)}${everywhere} AS ${name(local)}
ENGINE = Distributed(${literal(cluster)}, ${literal(schema.database)}, ${literal(local)}, ${shardBy})`,
        ];
  const shardTable = (table: string): string => (cluster === undefined ? table : localName(table));

  // servers before 24.11 do not know the setting
  const merging = schema.isEmbedded ? ', merge_selector_base = 10' : '';
  // creating a file for each column takes as long as filling it
  const parts = schema.isEmbedded ? `, min_bytes_for_wide_part = ${MIN_BYTES_FOR_WIDE_PART}` : '';

  const statements: string[] = [];
  if (schema.ownsSource) {
    statements.push(`CREATE TABLE IF NOT EXISTS ${name(source)}${everywhere} ${TRACES_COLUMNS}
ENGINE = ${engine('MergeTree')}
${TRACES_ORDER}${ttlClause(schema.retention)}
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1${merging}${parts}
COMMENT '${OWN_TABLE_COMMENT}'`);
  }
  statements.push(...distribute(tables.traces, source, 'cityHash64(TraceId)'));
  // a look-up by id reads a granule of all columns: hence few rows per granule, and a part's columns in one file. LZ4
  // takes half the processor time of ZSTD and nearly twice the disk: the engine in this process shares the processor
  const codec = schema.isEmbedded ? 'LZ4' : 'ZSTD(1)';
  const indexTable = shardTable(tables.index);
  statements.push(`CREATE TABLE IF NOT EXISTS ${name(indexTable)}${everywhere} ${indexColumns(codec)}
ENGINE = ${engine('ReplacingMergeTree(Received)')}
PARTITION BY toMonday(Timestamp)
PRIMARY KEY (${LOOK_UP_KEY})
ORDER BY (${INDEX_KEY})${ttlClause(schema.retention)}
SETTINGS index_granularity = 512, min_bytes_for_wide_part = 1000000000000, merge_with_ttl_timeout = 86400${merging}
COMMENT '${VERSION_COMMENT}'`);
  statements.push(...distribute(tables.index, indexTable, 'cityHash64(Trace)'));
  const progressTable = shardTable(tables.progress);
  statements.push(`CREATE TABLE IF NOT EXISTS ${name(progressTable)}${everywhere} (
  Id UInt8,
  Version UInt64,
  Through Int64,
  Done UInt64,
  Total UInt64,
  IsDone UInt8
)
ENGINE = ${engine('ReplacingMergeTree(Version)')}
ORDER BY Id
COMMENT '${OWN_TABLE_COMMENT}'`);
  statements.push(...distribute(tables.progress, progressTable, 'cityHash64(Id)'));
  if (writesEntries(schema)) return statements;
  const view = name(viewName(tables.index));
  statements.push(`CREATE MATERIALIZED VIEW IF NOT EXISTS ${view}${everywhere} TO ${name(tables.index)} AS
${selectIndex(name(source), ownColumnsSql(schema, arrivalSql(schema)))}`);
  return statements;
}

/** SQL that is true of the tables of spans and of their index, in the engine's tables about parts. */
export const isOwnTable = ({ database, source, tables }: StoreSchema): string =>
  `database = ${literal(database)} AND table IN (${literal(source)}, ${literal(tables.index)})`;

/** Returns a function that qualifies and quotes the names of a database's tables. */
export const qualifier =
  ({ database }: Pick<StoreSchema, 'database'>) =>
  (table: string): string =>
    `${quoteName(database)}.${quoteName(table)}`;
