/** Detects which tables a database has, and decides which to create beside them. */
import { literal } from './bind.js';
import type { Engine } from './engine.js';
import { OWN_TABLE_COMMENT } from './schema.js';
import type { StoreSchema } from './schema.js';
import type { ColumnName } from './span-block.js';
import { TABLES, localName } from './tables.js';
import { OWN_COLUMNS, SPAN_COLUMNS } from './traces-table.js';

export type SchemaOptions = Pick<StoreSchema, 'database' | 'cluster' | 'retention' | 'isEmbedded'>;

/** The schema of a store, and the span columns that its table has. */
export interface DetectedSchema {
  readonly schema: StoreSchema;
  readonly columns: readonly ColumnName[];
}

// queries and views need all columns but these, which the exporter added later
const OPTIONAL_COLUMNS = ['ScopeName', 'ScopeVersion'];

/** The columns of a table of the explorer. */
// every key is a column, which the compiler cannot see through Object.keys
export const ALL_COLUMNS = [...SPAN_COLUMNS, ...Object.keys(OWN_COLUMNS)] as readonly ColumnName[];

/** Detects the schema of a database. Throws if it has an `otel_traces` that cannot be used. */
export async function detectSchema(engine: Engine, options: SchemaOptions): Promise<DetectedSchema> {
  const { database, cluster } = options;
  const existing = await findTable(engine, database, TABLES.traces);
  if (existing === undefined) {
    const source = cluster === undefined ? TABLES.traces : localName(TABLES.traces);
    return { schema: { ...options, tables: TABLES, source, ownsSource: true }, columns: ALL_COLUMNS };
  }
  const columns = await readColumns(engine, database);
  const shardTable = /^Distributed\('[^']*', '[^']*', '([^']*)'/.exec(existing.engine)?.[1];
  if (cluster === undefined) {
    if (shardTable !== undefined)
      throw new Error(
        `${database}.${TABLES.traces} is a Distributed table, whose rows lie on the nodes of a cluster. ` +
          'Name the cluster with --cluster.',
      );
    const ownsSource = existing.comment === OWN_TABLE_COMMENT;
    return { schema: { ...options, tables: TABLES, source: TABLES.traces, ownsSource }, columns };
  }
  if (shardTable !== undefined) {
    const local = await findTable(engine, database, shardTable);
    const ownsSource = local?.comment === OWN_TABLE_COMMENT;
    return { schema: { ...options, tables: TABLES, source: shardTable, ownsSource }, columns };
  }
  // a Collector created the table on every node: a Distributed table beside it finds the rows of all of them
  const tables = { ...TABLES, traces: 'spanlink_traces' };
  return { schema: { ...options, tables, source: TABLES.traces, ownsSource: false }, columns };
}

async function findTable(
  engine: Engine,
  database: string,
  table: string,
): Promise<{ engine: string; comment: string } | undefined> {
  const [row] = await engine.query<{ engine: string; comment: string }>(
    `SELECT engine_full AS engine, comment FROM system.tables
WHERE database = ${literal(database)} AND name = ${literal(table)}`,
  );
  return row;
}

async function readColumns(engine: Engine, database: string): Promise<readonly ColumnName[]> {
  const rows = await engine.query<{ name: string; type: string }>(
    `SELECT name, type FROM system.columns
WHERE database = ${literal(database)} AND table = ${literal(TABLES.traces)}`,
  );
  const types = new Map(rows.map(({ name, type }) => [name, type]));
  const missing = SPAN_COLUMNS.filter((column) => !types.has(column) && !OPTIONAL_COLUMNS.includes(column));
  if (missing.length > 0) {
    throw new Error(
      `${database}.${TABLES.traces} is not a table of the OpenTelemetry Collector's ClickHouse exporter: ` +
        `it has no ${missing.join(', ')}. Give another database with --database.`,
    );
  }
  if (types.get('SpanAttributes')?.startsWith('JSON')) {
    throw new Error(
      `${database}.${TABLES.traces} has attributes of the type JSON (the exporter's option json), which the explorer ` +
        'does not read; it reads Map(LowCardinality(String), String). Give another database with --database.',
    );
  }
  return ALL_COLUMNS.filter((column) => types.has(column));
}
