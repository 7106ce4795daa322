/** The settings of the explorer's tables that a start may change. */
import { literal } from './bind.js';
import type { Engine } from './engine.js';
import { onCluster, OWN_TABLE_COMMENT, qualifier } from './schema.js';
import type { StoreSchema } from './schema.js';

// a merge writes its files, and then deletes those that were written through
const FSYNC = {
  fsync_after_insert: 1,
  fsync_part_directory: 1,
  min_rows_to_fsync_after_merge: 1,
  min_compressed_bytes_to_fsync_after_merge: 1,
};

// with more, the engine would not open at all: the explorer tells what is lost instead
const TOLERANCE = { max_suspicious_broken_parts: 1_000_000, max_suspicious_broken_parts_bytes: 1_000_000_000_000_000 };

/**
 * Applies the settings to the tables that the explorer created.
 *
 * @param isSynced true if an insert is acknowledged only once the disk has it, which costs time
 * @param comment that of the tables
 */
export async function applySettings(
  engine: Engine,
  schema: StoreSchema,
  isSynced: boolean,
  comment: string = OWN_TABLE_COMMENT,
): Promise<void> {
  const wanted: Readonly<Record<string, number>> = {
    ...(schema.isEmbedded && TOLERANCE),
    ...(isSynced && FSYNC),
  };
  const known = Object.keys({ ...TOLERANCE, ...FSYNC });
  const tables = await engine.query<{ name: string; create: string }>(
    `SELECT name, create_table_query AS create FROM system.tables
WHERE database = ${literal(schema.database)} AND startsWith(comment, ${literal(comment)})
  AND engine LIKE '%MergeTree'`,
  );
  for (const { name, create } of tables) {
    const current = new Map(
      [...create.matchAll(/\b(\w+) = (\d+)/g)].map(([, key = '', value]) => [key, Number(value)]),
    );
    const changed = Object.entries(wanted).filter(([key, value]) => current.get(key) !== value);
    const reset = known.filter((key) => current.has(key) && !(key in wanted));
    const alter = `ALTER TABLE ${qualifier(schema)(name)}${onCluster(schema.cluster)}`;
    if (changed.length > 0)
      await engine.command(`${alter} MODIFY SETTING ${changed.map(([key, value]) => `${key} = ${value}`).join(', ')}`);
    if (reset.length > 0) await engine.command(`${alter} RESET SETTING ${reset.join(', ')}`);
  }
}
