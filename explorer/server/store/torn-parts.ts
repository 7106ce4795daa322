/**
 * Parts of tables that the engine could not load, as after a power failure: it sets them aside, in the folder
 * `detached` of their table.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { literal } from './bind.js';
import type { Engine } from './engine.js';
import { isOwnTable, qualifier } from './schema.js';
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
/** The bytes whose checksums a start compares: of the latest parts, and of those that no clean stop came after. */
const LATEST_BYTES = 128 * 1024 ** 2;
const UNCLOSED_BYTES = 2 * 1024 ** 3;

/** The parts whose checksums are compared. */
export interface PartChecks {
  /** True for all, however long it takes. */
  readonly areAll: boolean;
  /** Seconds since 1970 from which on parts were written by a process that did not close the folder. */
  readonly unclosedSince?: number;
}

/**
 * Has the engine compare the checksums of parts, and set those aside that are torn: on loading, it only looks at the
 * sizes of files.
 *
 * @returns what the engine says of each torn part, with its file
 */
export async function checkParts(engine: Engine, schema: StoreSchema, checks: PartChecks): Promise<string[]> {
  const name = qualifier(schema);
  const torn: string[] = [];
  for (const { table, part } of await partsToCheck(engine, schema, checks)) {
    const rows = await engine.query<{ is_passed: number; message: string }>(
      `CHECK TABLE ${name(table)} PART ${literal(part)} SETTINGS check_query_single_value_result = 0`,
    );
    const failed = rows.find(({ is_passed: isPassed }) => !isPassed);
    if (failed === undefined) continue;
    torn.push(`${table}, part ${part}, is torn: ${failed.message}. It is set aside.`);
    await engine.command(`ALTER TABLE ${name(table)} DETACH PART ${literal(part)}`);
  }
  return torn;
}

interface ActivePart {
  readonly table: string;
  readonly part: string;
  readonly bytes: number;
  readonly modified: number;
}

async function partsToCheck(
  engine: Engine,
  schema: StoreSchema,
  { areAll, unclosedSince = Infinity }: PartChecks,
): Promise<ActivePart[]> {
  const parts = await engine.query<ActivePart>(
    `SELECT table, name AS part, bytes_on_disk AS bytes, toUnixTimestamp(modification_time) AS modified
FROM system.parts WHERE ${isOwnTable(schema)} AND active ORDER BY modification_time DESC, name DESC`,
  );
  const unwrittenSince = (parts[0]?.modified ?? 0) - UNWRITTEN_SECONDS;
  let bytes = 0;
  return parts.filter((part) => {
    bytes += part.bytes;
    const isUnclosed = part.modified >= unclosedSince;
    return (
      areAll || bytes <= (isUnclosed ? UNCLOSED_BYTES : LATEST_BYTES) || (isUnclosed && part.modified >= unwrittenSince)
    );
  });
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

function countRows(path: string): number | undefined {
  try {
    const text = readFileSync(join(path, 'count.txt'), 'utf8');
    return /^\d+$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}
