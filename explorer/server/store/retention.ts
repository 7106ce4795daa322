/** Applies the retention to existing tables, in case an earlier start used another one. */
import { literal } from './bind.js';
import type { Engine } from './engine.js';
import { expirySql, onCluster, OWN_TABLE_COMMENT, qualifier, ttlClause } from './schema.js';
import type { StoreSchema } from './schema.js';

interface OwnTable {
  readonly name: string;
  readonly create: string;
}

/**
 * Changes the TTL of the tables that the explorer created, and never that of a Collector's table.
 *
 * @param deletesOlder true if what an earlier start kept may be deleted
 * @throws an error that tells how much would be deleted, if that is not allowed; then nothing is changed
 */
export async function applyRetention(engine: Engine, schema: StoreSchema, deletesOlder: boolean): Promise<void> {
  const ttl = ttlClause(schema.retention).trim();
  const tables = await engine.query<OwnTable>(
    `SELECT name, create_table_query AS create FROM system.tables
WHERE database = ${literal(schema.database)} AND startsWith(comment, ${literal(OWN_TABLE_COMMENT)})
  AND engine LIKE '%MergeTree' AND name NOT LIKE '%backfill%' ORDER BY name`,
  );
  const changing = tables.filter(({ create }) => (/ (TTL .*?)(?: SETTINGS|$)/.exec(create)?.[1] ?? '') !== ttl);
  // the index follows the spans, unless a Collector keeps them
  const decisive = changing.filter(({ name }) => !schema.ownsSource || name === schema.source);
  if (!deletesOlder) for (const table of decisive) await checkOlder(engine, schema, table);
  for (const { name } of changing) {
    await engine.command(
      `ALTER TABLE ${qualifier(schema)(name)}${onCluster(schema.cluster)} ` +
        (ttl === '' ? 'REMOVE TTL' : `MODIFY ${ttl}`),
    );
  }
}

/** Throws if the retention would delete spans that the table keeps. */
async function checkOlder(engine: Engine, schema: StoreSchema, { name, create }: OwnTable): Promise<void> {
  const { retention } = schema;
  const days = daysOf(create);
  if (retention === undefined || (days !== undefined && days <= retention)) return;
  const isSpan = name.startsWith(schema.tables.index) ? "Entry = 'span' AND " : '';
  const [older] = await engine.query<{ spans: number; first: string }>(
    `SELECT count() AS spans, toString(toDate(min(Timestamp))) AS first FROM ${qualifier(schema)(name)}
WHERE ${isSpan}${expirySql(retention)} <= now()${days === undefined ? '' : ` AND ${expirySql(days)} > now()`}`,
  );
  if (older === undefined || older.spans === 0) return;
  const before = days === undefined ? 'kept all spans' : `kept spans for ${days} days`;
  const advice = days === undefined ? 'no --retention' : `--retention ${days}`;
  throw new Error(
    `--retention ${retention} would delete ${older.spans} spans, the oldest of ${older.first}: the last start ` +
      `${before}. Give --delete-older with it to delete them, or ${advice} to keep them. Nothing was deleted.`,
  );
}

/** Returns the days after which the table of spans deletes them; undefined if it keeps them. */
export async function readRetention(engine: Engine, schema: StoreSchema): Promise<number | undefined> {
  const [table] = await engine.query<{ create: string }>(
    `SELECT create_table_query AS create FROM system.tables
WHERE database = ${literal(schema.database)} AND name = ${literal(schema.source)}`,
  );
  return table && daysOf(table.create);
}

/** Reads the days of a TTL that the explorer wrote: the first version did as an interval. */
function daysOf(create: string): number | undefined {
  const [, days] = / TTL .*?(?:toIntervalDay\(|\()(\d+)(?: \* 86400)?\)/.exec(create) ?? [];
  return days === undefined ? undefined : Number(days);
}
