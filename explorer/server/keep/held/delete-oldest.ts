/**
 * Deletes the oldest traces that are not kept, by parts of the table: that gives their room back at once, which
 * deleting rows does not.
 */
import { FRAGMENTS } from '../../store/keep-schema.js';
import type { KeepTables } from '../../store/keep-tables.js';
import { literal } from '../../store/bind.js';

/** What was deleted before its time. */
export interface DeletedFragments {
  readonly spans: number;
  /** When the last of them came, in milliseconds since 1970. */
  readonly through: number;
}

interface PartRow {
  readonly name: string;
  readonly bytes: number;
  readonly rows: number;
}

interface UnkeptRow {
  readonly rows: number;
  readonly spans: number;
  readonly through: number;
}

/**
 * Deletes what is not kept of the oldest part that has such. Call it while nothing is being kept.
 *
 * @param keptParts the names of parts in which all is kept, as far as that is known: more are added
 * @param room the bytes that may be written, for what is kept of a part
 * @param before called with what will be deleted
 * @returns undefined if there is nothing to delete
 */
export async function deleteOldest(
  tables: KeepTables,
  keptParts: Set<string>,
  room: number,
  before: (deleted: DeletedFragments) => Promise<void>,
): Promise<DeletedFragments | undefined> {
  const { fragments, kept } = tables.names;
  // those that are merged meanwhile would be gone, and what is kept of them be written twice
  await tables.command(`SYSTEM STOP MERGES ${fragments}`);
  try {
    const parts = await readParts(tables);
    const names = new Set(parts.map(({ name }) => name));
    for (const name of keptParts) if (!names.has(name)) keptParts.delete(name);
    for (const { name, bytes, rows } of parts) {
      if (keptParts.has(name)) continue;
      const ofPart = `FROM ${fragments} WHERE _part = ${literal(name)}`;
      const isKept = `Trace IN (SELECT Trace FROM ${kept} WHERE Trace IN (SELECT Trace ${ofPart}))`;
      const [unkept] = await tables.query<UnkeptRow>(`SELECT count() AS rows, sum(Spans) AS spans,
  toUnixTimestamp64Milli(max(Received)) AS through ${ofPart} AND NOT ${isKept}`);
      if (unkept === undefined || unkept.rows === 0) keptParts.add(name);
      if (unkept === undefined || unkept.rows === 0 || (bytes * (rows - unkept.rows)) / rows > room) continue;
      const { spans, through } = unkept;
      await before({ spans, through });
      if (unkept.rows < rows) await tables.command(`INSERT INTO ${fragments} SELECT * ${ofPart} AND ${isKept}`);
      await tables.command(`ALTER TABLE ${fragments} DROP PART ${literal(name)}`);
      return { spans, through };
    }
    return undefined;
  } finally {
    await tables.command(`SYSTEM START MERGES ${fragments}`);
  }
}

/** Reads the parts, the oldest first. */
const readParts = (tables: KeepTables): Promise<PartRow[]> =>
  tables.query(`SELECT name, bytes_on_disk AS bytes, rows FROM system.parts
WHERE database = currentDatabase() AND table = ${literal(FRAGMENTS.table)} AND active
ORDER BY partition, min_block_number`);
