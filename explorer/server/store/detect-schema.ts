/** Finds out what is there already, and decides what has to be made beside it. */
import type { Engine } from './engine.js';
import { literal } from './bind.js';
import { OURS } from './schema.js';
import type { Layout } from './schema.js';
import { TABLES, localName } from './tables.js';
import { SPAN_COLUMNS } from './traces-table.js';

export interface Wanted {
  readonly database: string;
  readonly cluster?: string;
  readonly retention?: number;
  readonly isEmbedded?: boolean;
}

// what questions and views cannot do without; ScopeName and ScopeVersion came later
const OPTIONAL = ['ScopeName', 'ScopeVersion'];

/**
 * The layout for a database, and the columns of spans that its table has. Throws where `otel_traces` is there and
 * cannot be used.
 */
export async function findLayout(
  engine: Engine,
  wanted: Wanted,
): Promise<{ layout: Layout; columns: readonly string[] }> {
  const found = await findTable(engine, wanted.database, TABLES.traces);
  if (found === undefined) {
    const source = wanted.cluster === undefined ? TABLES.traces : localName(TABLES.traces);
    return { layout: { ...wanted, tables: TABLES, source, isSourceOurs: true }, columns: SPAN_COLUMNS };
  }
  const columns = await columnsOf(engine, wanted.database);
  const behind = /^Distributed\('[^']*', '[^']*', '([^']*)'/.exec(found.engine)?.[1];
  if (wanted.cluster === undefined) {
    if (behind !== undefined)
      throw new Error(
        `${wanted.database}.${TABLES.traces} is a Distributed table, whose rows lie on the nodes of a cluster. Name the cluster with --cluster.`,
      );
    return {
      layout: { ...wanted, tables: TABLES, source: TABLES.traces, isSourceOurs: found.comment === OURS },
      columns,
    };
  }
  if (behind !== undefined) {
    const local = await findTable(engine, wanted.database, behind);
    return { layout: { ...wanted, tables: TABLES, source: behind, isSourceOurs: local?.comment === OURS }, columns };
  }
  // a Collector made it on every node: a Distributed table beside it finds them all
  return {
    layout: { ...wanted, tables: { ...TABLES, traces: 'spanlink_traces' }, source: TABLES.traces, isSourceOurs: false },
    columns,
  };
}

async function findTable(
  engine: Engine,
  database: string,
  table: string,
): Promise<{ engine: string; comment: string } | undefined> {
  const [row] = await engine.query<{ engine: string; comment: string }>(
    `SELECT engine_full AS engine, comment FROM system.tables WHERE database = ${literal(database)} AND name = ${literal(table)}`,
  );
  return row;
}

async function columnsOf(engine: Engine, database: string): Promise<readonly string[]> {
  const rows = await engine.query<{ name: string; type: string }>(
    `SELECT name, type FROM system.columns WHERE database = ${literal(database)} AND table = ${literal(TABLES.traces)}`,
  );
  const types = new Map(rows.map(({ name, type }) => [name, type]));
  const missing = SPAN_COLUMNS.filter((column) => !types.has(column) && !OPTIONAL.includes(column));
  if (missing.length > 0) {
    throw new Error(
      `${database}.${TABLES.traces} is not a table of the OpenTelemetry Collector's ClickHouse exporter: it has no ${missing.join(', ')}. Give another database with --database.`,
    );
  }
  if (types.get('SpanAttributes')?.startsWith('JSON')) {
    throw new Error(
      `${database}.${TABLES.traces} has attributes of the type JSON (the exporter's option json), which the explorer does not read; it reads Map(LowCardinality(String), String). Give another database with --database.`,
    );
  }
  return SPAN_COLUMNS.filter((column) => types.has(column));
}
