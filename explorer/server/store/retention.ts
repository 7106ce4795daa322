/** Applies the retention to existing tables, in case an earlier start used another one. */
import { literal } from './bind.js';
import type { Engine } from './engine.js';
import { OWN_TABLE_COMMENT, qualifier, ttlClause } from './schema.js';
import type { StoreSchema } from './schema.js';

/** Changes the TTL of the tables that the explorer created, and never that of a Collector's table. */
export async function applyRetention(engine: Engine, schema: StoreSchema): Promise<void> {
  const ttl = ttlClause(schema.retention).trim();
  const everywhere = schema.cluster === undefined ? '' : ` ON CLUSTER \`${schema.cluster}\``;
  const tables = await engine.query<{ name: string; create: string }>(
    `SELECT name, create_table_query AS create FROM system.tables
WHERE database = ${literal(schema.database)} AND startsWith(comment, ${literal(OWN_TABLE_COMMENT)})
  AND engine LIKE '%MergeTree' AND name NOT LIKE '%backfill%' ORDER BY name`,
  );
  for (const { name, create } of tables) {
    const currentTtl = /TTL toDateTime\(Timestamp\) \+ toIntervalDay\(\d+\)/.exec(create)?.[0] ?? '';
    if (currentTtl === ttl) continue;
    await engine.command(
      `ALTER TABLE ${qualifier(schema)(name)}${everywhere} ${ttl === '' ? 'REMOVE TTL' : `MODIFY ${ttl}`}`,
    );
  }
}
