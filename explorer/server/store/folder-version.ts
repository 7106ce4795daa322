/** The version that made a data folder, in a file there. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../version.js';
import { SCHEMA_VERSION } from './schema.js';

interface FolderVersion {
  readonly schema: number;
  /** The version of the explorer; undefined if it does not say. */
  readonly explorer: string | undefined;
}

const versionFile = (data: string): string => join(data, 'spanlink_schema.json');

/** Writes the version into a folder whose tables are of it. */
export function writeVersion(data: string): void {
  const made = readVersion(data);
  if (made?.schema === SCHEMA_VERSION && made.explorer === VERSION) return;
  const version: FolderVersion = { schema: SCHEMA_VERSION, explorer: VERSION };
  writeFileSync(`${versionFile(data)}.new`, `${JSON.stringify(version)}\n`, { flush: true });
  renameSync(`${versionFile(data)}.new`, versionFile(data));
}

/** Returns true if a folder had its tables once. */
export const hasVersion = (data: string): boolean => readVersion(data) !== undefined;

/** Reads the version; undefined if the file is missing or torn: the tables tell it, too. */
export function readVersion(data: string): FolderVersion | undefined {
  try {
    const { schema, explorer } = JSON.parse(readFileSync(versionFile(data), 'utf8')) as Partial<FolderVersion>;
    return typeof schema === 'number'
      ? { schema, explorer: typeof explorer === 'string' ? explorer : undefined }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Names the version of a folder that is too new. */
export const laterVersion = ({ explorer }: FolderVersion): string =>
  explorer === undefined ? 'a later version' : `version ${explorer}`;
