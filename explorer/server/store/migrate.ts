/** Brings the tables of an earlier version up to date, before they are used. */
import { literal } from './bind.js';
import { ALL_COLUMNS } from './detect-schema.js';
import type { DetectedSchema } from './detect-schema.js';
import type { Engine } from './engine.js';
import { addColumns, MIN_BYTES_FOR_WIDE_PART, onCluster, qualifier, SCHEMA_VERSION } from './schema.js';
import type { StoreSchema } from './schema.js';
import type { ColumnName } from './span-block.js';
import { localName, viewName } from './tables.js';

/**
 * Adds columns that are missing from a table of the explorer, and drops an index of an earlier version: it is created
 * anew, and filled from the spans, as is one that is missing. After a stop in between, the next start does the rest.
 *
 * @returns the columns that spans can be written to, whether an index that was there is gone, and whether it is made
 *   anew for this or another reason
 * @throws if the tables are of a later version
 */
export async function migrate(
  engine: Engine,
  { schema, columns }: DetectedSchema,
): Promise<{
  readonly columns: readonly ColumnName[];
  readonly isIndexLost: boolean;
  readonly isIndexNew: boolean;
}> {
  const version = await readVersion(engine, schema);
  if (version !== undefined && version > SCHEMA_VERSION)
    throw new Error(
      `The tables of ${schema.database} are of schema ${version}, made by a later version of the explorer; this one ` +
        `knows schemas up to ${SCHEMA_VERSION}. Start that version, or give another place with --data or --database.`,
    );
  const isOld = version !== undefined && version < SCHEMA_VERSION;
  // its progress would say that all is indexed
  const isIndexLost = version === undefined && (await hasProgress(engine, schema));
  if (isOld || isIndexLost)
    await dropTables(engine, schema, [viewName(schema.tables.index), ...tablesOf(schema, 'progress')]);
  const missing = schema.ownsSource ? ALL_COLUMNS.filter((column) => !columns.includes(column)) : [];
  if (missing.length > 0)
    for (const table of new Set([schema.source, schema.tables.traces])) await engine.command(addColumns(schema, table));
  if (isOld && schema.isEmbedded && schema.ownsSource)
    await engine.command(
      `ALTER TABLE ${qualifier(schema)(schema.source)}
MODIFY SETTING min_bytes_for_wide_part = ${MIN_BYTES_FOR_WIDE_PART}`,
    );
  // last, since it tells the version
  if (isOld) await dropTables(engine, schema, tablesOf(schema, 'index'));
  return { columns: [...columns, ...missing], isIndexLost, isIndexNew: isOld || isIndexLost };
}

/** Reads the version of the tables; undefined if there are none. */
async function readVersion(engine: Engine, schema: StoreSchema): Promise<number | undefined> {
  const [index] = await engine.query<{ comment: string }>(
    `SELECT comment FROM system.tables
WHERE database = ${literal(schema.database)} AND name IN (${tablesOf(schema, 'index').map(literal).join(', ')})
ORDER BY comment DESC LIMIT 1`,
  );
  // the first version did not write it
  return index && Number(/, schema (\d+)$/.exec(index.comment)?.[1] ?? 1);
}

async function hasProgress(engine: Engine, schema: StoreSchema): Promise<boolean> {
  const rows = await engine.query(
    `SELECT 1 FROM system.tables
WHERE database = ${literal(schema.database)} AND name IN (${tablesOf(schema, 'progress').map(literal).join(', ')})`,
  );
  return rows.length > 0;
}

/** Returns the names of a table and, on a cluster, of the one behind it on each node. */
const tablesOf = ({ tables, cluster }: StoreSchema, table: 'index' | 'progress'): string[] =>
  cluster === undefined ? [tables[table]] : [tables[table], localName(tables[table])];

async function dropTables(engine: Engine, schema: StoreSchema, names: readonly string[]): Promise<void> {
  for (const name of names)
    await engine.command(`DROP TABLE IF EXISTS ${qualifier(schema)(name)}${onCluster(schema.cluster)} SYNC`);
}
