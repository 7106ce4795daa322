/**
 * The parts that the tables of a data folder had when they were last listed. What is not there any more, and not part
 * of a merged one, is gone.
 */
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from './engine.js';
import { isOwnTable } from './schema.js';
import type { StoreSchema } from './schema.js';

export interface KnownPart {
  readonly table: string;
  /** `YYYYMMDD_first_last_level`: its partition, and the inserts that are in it. */
  readonly name: string;
  readonly partition: string;
  readonly rows: number;
  /** Of its files: the same part has the same, also after it was detached and attached again. */
  readonly hash: string;
  /** Seconds since 1970 after which the retention deletes it; 0 without one. */
  readonly expires: number;
}

export interface PartManifest {
  /** Milliseconds since 1970: when the process that wrote this opened the folder, and when it listed the parts. */
  readonly opened: number;
  readonly listed: number;
  /** True if the process closed the folder, and wrote nothing after this. */
  readonly isClosed: boolean;
  readonly parts: readonly KnownPart[];
  /** Partitions of the index that are to be filled anew. */
  readonly refill: readonly string[];
}

const manifestFile = (data: string): string => join(data, 'spanlink_parts.json');

/** Reads the manifest; undefined if it is missing, torn, or none that this version writes. */
export function readManifest(data: string): PartManifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(manifestFile(data), 'utf8')) as Partial<PartManifest>;
    const { opened, listed, parts, refill } = manifest;
    const isWhole =
      [opened, listed].every(Number.isFinite) &&
      Array.isArray(parts) &&
      parts.every(isPart) &&
      Array.isArray(refill) &&
      refill.every(isPartition);
    return isWhole ? (manifest as PartManifest) : undefined;
  } catch {
    return undefined;
  }
}

const isPartition = (partition: unknown): boolean => typeof partition === 'string' && /^\d{8}$/.test(partition);

const isPart = (part: Partial<KnownPart> | null): boolean =>
  [part?.table, part?.name, part?.hash].every((text) => typeof text === 'string') &&
  isPartition(part?.partition) &&
  [part?.rows, part?.expires].every((count) => Number.isSafeInteger(count) && Number(count) >= 0);

/** Replaces the manifest. */
export async function writeManifest(data: string, manifest: PartManifest): Promise<void> {
  const file = manifestFile(data);
  // to the disk only when it is closed: that takes milliseconds, in which the engine could not write either
  await writeFile(`${file}.new`, `${JSON.stringify(manifest)}\n`, { mode: 0o600, flush: manifest.isClosed });
  await rename(`${file}.new`, file);
}

/** Lists the parts of the spans and of the index. */
export const listParts = (engine: Engine, schema: StoreSchema): Promise<KnownPart[]> =>
  engine.query<KnownPart>(
    `SELECT table, name, partition_id AS partition, rows, hash_of_all_files AS hash,
  toUnixTimestamp(delete_ttl_info_max) AS expires
FROM system.parts WHERE ${isOwnTable(schema)} AND active AND rows > 0`,
  );

/** The inserts that a part has in it. */
interface Inserts {
  readonly table: string;
  readonly partition: string;
  readonly first: number;
  readonly last: number;
}

/** Reads the inserts from the name of a part, which a reason may precede if it is set aside. */
function insertsOf({ table, name }: Pick<KnownPart, 'table' | 'name'>): Inserts {
  const [, partition = '', first, last] = /(\d{8})_(\d+)_(\d+)_\d/.exec(name) ?? [];
  return { table, partition, first: Number(first), last: Number(last) };
}

const isWithin = (part: Inserts, other: Inserts): boolean =>
  part.table === other.table &&
  part.partition === other.partition &&
  other.first <= part.first &&
  other.last >= part.last;

/** Returns the parts that are not in another one of them: those that were merged may be there still. */
export const outermost = <T extends Pick<KnownPart, 'table' | 'name'>>(parts: readonly T[]): T[] => {
  const ranges = parts.map(insertsOf);
  return parts.filter(
    (part, index) =>
      !ranges.some((range, at) => {
        const own = insertsOf(part);
        return at !== index && isWithin(own, range) && (!isWithin(range, own) || at < index);
      }),
  );
};

/** Counts the rows of parts that were merged into another one, and are still there. */
export function rowsWithin(merged: Pick<KnownPart, 'table' | 'name'>, parts: readonly KnownPart[]): number {
  const around = insertsOf(merged);
  return parts.reduce((rows, part) => (isWithin(insertsOf(part), around) ? rows + part.rows : rows), 0);
}

/**
 * Returns the parts that were known, and are neither among others nor merged into one of them.
 *
 * @param others the names of the parts that are there, or set aside; with their hashes, if they may have been renamed
 */
export function missingParts(
  known: readonly KnownPart[],
  others: readonly (Pick<KnownPart, 'table' | 'name'> & Partial<Pick<KnownPart, 'hash'>>)[],
): KnownPart[] {
  const hashes = new Set(others.map(({ hash }) => hash));
  const names = new Set(others.map(({ table, name }) => `${table} ${name}`));
  const ranges = others.map(insertsOf);
  return known.filter(
    (part) =>
      !names.has(`${part.table} ${part.name}`) &&
      !hashes.has(part.hash) &&
      !ranges.some((range) => isWithin(insertsOf(part), range)),
  );
}
