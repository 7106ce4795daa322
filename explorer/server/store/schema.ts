/** The statements that make the tables, on one server or on a cluster. Each may be run again. */
import { literal } from './bind.js';
import { indexColumns, selectIndex } from './index-table.js';
import { INDEX_KEY, localName, quoteName, viewName } from './tables.js';
import type { Tables } from './tables.js';
import { TRACES_COLUMNS, TRACES_ORDER } from './traces-table.js';

/** What is to be made, and beside what. */
export interface Layout {
  readonly database: string;
  /** The tables that questions are asked of. */
  readonly tables: Tables;
  /** The table in which spans lie: views read what is inserted into it. */
  readonly source: string;
  /** Whether `source` is made here; otherwise a Collector made it, and it stays as it is. */
  readonly isSourceOurs: boolean;
  /** Makes tables Replicated and Distributed on this cluster of the server's configuration. */
  readonly cluster?: string;
  /** Days after which spans and links go; none keeps them. */
  readonly retention?: number;
  /**
   * For the engine in this process, which shares its processors with whoever looks: parts are merged more of them at
   * once, for half the work.
   */
  readonly isEmbedded?: boolean;
}

/** Says of a table that it was made here, so that its TTL may be changed. */
export const OURS = 'made by spanlink-explorer';

export const ttlOf = (retention: number | undefined): string =>
  retention === undefined ? '' : `\nTTL toDateTime(Timestamp) + toIntervalDay(${retention})`;

const on = (cluster: string | undefined): string => (cluster === undefined ? '' : ` ON CLUSTER ${quoteName(cluster)}`);

/** The statement that makes the database. */
export const createDatabase = ({ database, cluster }: Pick<Layout, 'database' | 'cluster'>): string =>
  `CREATE DATABASE IF NOT EXISTS ${quoteName(database)}${on(cluster)}`;

/** All other statements, in the order in which they have to run: a table before what writes into it. */
export function createStatements(layout: Layout): string[] {
  const { tables, source, cluster } = layout;
  const name = nameIn(layout);
  const everywhere = on(cluster);
  const engine = (merge: string): string => (cluster === undefined ? merge : `Replicated${merge}`);
  const distribute = (table: string, local: string, shardBy: string): string[] =>
    cluster === undefined || table === local
      ? []
      : [
          `CREATE TABLE IF NOT EXISTS ${name(table)}${everywhere} AS ${name(local)}
ENGINE = Distributed(${literal(cluster)}, ${literal(layout.database)}, ${literal(local)}, ${shardBy})`,
        ];
  const rowsOf = (table: string): string => (cluster === undefined ? table : localName(table));

  // servers before 24.11 do not know it
  const merging = layout.isEmbedded ? ', merge_selector_base = 10' : '';

  const statements: string[] = [];
  if (layout.isSourceOurs) {
    statements.push(`CREATE TABLE IF NOT EXISTS ${name(source)}${everywhere} ${TRACES_COLUMNS}
ENGINE = ${engine('MergeTree')}
${TRACES_ORDER}${ttlOf(layout.retention)}
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1${merging}
COMMENT '${OURS}'`);
  }
  statements.push(...distribute(tables.traces, source, 'cityHash64(TraceId)'));
  // a look-up by id reads a granule of all columns: few rows to a granule, and a part's columns in one file. LZ4 takes
  // half the processor time of ZSTD and nearly twice the room: of the two, the engine in this process shares the former
  const packed = layout.isEmbedded ? 'LZ4' : 'ZSTD(1)';
  const rows = rowsOf(tables.index);
  statements.push(`CREATE TABLE IF NOT EXISTS ${name(rows)}${everywhere} ${indexColumns(packed)}
ENGINE = ${engine('ReplacingMergeTree')}
PARTITION BY toMonday(Timestamp)
ORDER BY (${INDEX_KEY})${ttlOf(layout.retention)}
SETTINGS index_granularity = 512, min_bytes_for_wide_part = 1000000000000, merge_with_ttl_timeout = 86400${merging}
COMMENT '${OURS}'`);
  statements.push(...distribute(tables.index, rows, 'cityHash64(TraceId)'));
  statements.push(`CREATE TABLE IF NOT EXISTS ${name(rowsOf(tables.progress))}${everywhere} (
  Id UInt8,
  Version UInt64,
  Through Int64,
  Done UInt64,
  Total UInt64,
  IsDone UInt8
)
ENGINE = ${engine('ReplacingMergeTree(Version)')}
ORDER BY Id
COMMENT '${OURS}'`);
  statements.push(...distribute(tables.progress, rowsOf(tables.progress), 'cityHash64(Id)'));
  statements.push(`CREATE MATERIALIZED VIEW IF NOT EXISTS ${name(viewName(tables.index))}${everywhere} TO ${name(tables.index)} AS
${selectIndex(name(source))}`);
  return statements;
}

/** Names of a database's tables, for SQL. */
export const nameIn =
  ({ database }: Pick<Layout, 'database'>) =>
  (table: string): string =>
    `${quoteName(database)}.${quoteName(table)}`;
