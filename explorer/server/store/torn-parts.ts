/**
 * Parts of tables that the engine could not load, as after a power failure: it sets them aside, in the folder
 * `detached` of their table.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { literal } from './bind.js';
import type { Engine } from './engine.js';
import { qualifier } from './schema.js';
import type { StoreSchema } from './schema.js';

export interface TornPart {
  readonly table: string;
  readonly name: string;
  /** `YYYYMMDD`: the day of its spans or, of the index, the Monday of their week. */
  readonly partition: string;
  /** Its folder. */
  readonly path: string;
  /** The number of its rows; undefined if that is lost, too. */
  readonly rows: number | undefined;
}

// a part that another one covers is not missed
const REASONS = ['', 'broken', 'broken-on-start'];

// the operating system writes everything within a minute
const UNWRITTEN_SECONDS = 120;

/**
 * Has the engine compare the checksums of the last parts, and set those aside that are torn: on loading, it only looks
 * at the sizes of files.
 *
 * @returns what the engine says of each torn part, with its file
 */
export async function checkLastParts(engine: Engine, schema: StoreSchema): Promise<string[]> {
  const name = qualifier(schema);
  const parts = await engine.query<{ table: string; part: string }>(
    `SELECT table, name AS part FROM system.parts WHERE ${isOwnTable(schema)} AND active
  AND modification_time >= (
    SELECT max(modification_time) FROM system.parts WHERE ${isOwnTable(schema)}
  ) - ${UNWRITTEN_SECONDS}`,
  );
  const torn: string[] = [];
  for (const { table, part } of parts) {
    const checks = await engine.query<{ is_passed: number; message: string }>(
      `CHECK TABLE ${name(table)} PART ${literal(part)} SETTINGS check_query_single_value_result = 0`,
    );
    const failed = checks.find(({ is_passed: isPassed }) => !isPassed);
    if (failed === undefined) continue;
    torn.push(`${table}, part ${part}: ${failed.message}`);
    await engine.command(`ALTER TABLE ${name(table)} DETACH PART ${literal(part)}`);
  }
  return torn;
}

/** Reads which parts of the spans and of the index are set aside. */
export async function readTornParts(engine: Engine, schema: StoreSchema): Promise<TornPart[]> {
  const parts = await engine.query<Omit<TornPart, 'rows'>>(
    `SELECT table, name, partition_id AS partition, path FROM system.detached_parts
WHERE ${isOwnTable(schema)} AND ifNull(reason, '') IN (${REASONS.map(literal).join(', ')}) ORDER BY table, name`,
  );
  return parts.map((part) => ({ ...part, rows: countRows(part.path) }));
}

/** Deletes parts that are set aside. */
export async function dropTornParts(engine: Engine, schema: StoreSchema, parts: readonly TornPart[]): Promise<void> {
  for (const { table, name } of parts)
    await engine.command(
      `ALTER TABLE ${qualifier(schema)(table)} DROP DETACHED PART ${literal(name)} SETTINGS allow_drop_detached = 1`,
    );
}

const isOwnTable = ({ database, source, tables }: StoreSchema): string =>
  `database = ${literal(database)} AND table IN (${literal(source)}, ${literal(tables.index)})`;

function countRows(path: string): number | undefined {
  try {
    const text = readFileSync(join(path, 'count.txt'), 'utf8');
    return /^\d+$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}
