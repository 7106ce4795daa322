/** Makes the tables keep rows for as long as was asked for, where an earlier start asked for something else. */
import { literal } from './bind.js';
import type { Engine } from './engine.js';
import { OURS, nameIn, ttlOf } from './schema.js';
import type { Layout } from './schema.js';

/** Changes the TTL of the tables that were made here; never that of a table that a Collector made. */
export async function applyRetention(engine: Engine, layout: Layout): Promise<void> {
  const wanted = ttlOf(layout.retention).trim();
  const everywhere = layout.cluster === undefined ? '' : ` ON CLUSTER \`${layout.cluster}\``;
  const tables = await engine.query<{ name: string; create: string }>(
    `SELECT name, create_table_query AS create FROM system.tables
WHERE database = ${literal(layout.database)} AND comment = ${literal(OURS)} AND engine LIKE '%MergeTree' AND name NOT LIKE '%backfill%' ORDER BY name`,
  );
  for (const { name, create } of tables) {
    const has = /TTL toDateTime\(Timestamp\) \+ toIntervalDay\(\d+\)/.exec(create)?.[0] ?? '';
    if (has === wanted) continue;
    await engine.command(
      `ALTER TABLE ${nameIn(layout)(name)}${everywhere} ${wanted === '' ? 'REMOVE TTL' : `MODIFY ${wanted}`}`,
    );
  }
}
