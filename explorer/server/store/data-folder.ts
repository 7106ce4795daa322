/** The data folder of the engine in this process: the version that made it, and why it could not be opened. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { VERSION } from '../version.js';
import { SCHEMA_VERSION } from './schema.js';

interface FolderVersion {
  readonly schema: number;
  /** The version of the explorer. */
  readonly explorer: string;
}

const versionFile = (data: string): string => join(data, 'spanlink_schema.json');

/** Creates the folder if it is missing. Throws if a later version made it. */
export function prepareFolder(data: string): void {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const made = readVersion(data);
  if (made !== undefined && made.schema > SCHEMA_VERSION)
    throw new Error(
      `The data folder ${data} is of schema ${made.schema}, made by version ${made.explorer} of the explorer; this ` +
        `one knows schemas up to ${SCHEMA_VERSION}. Start that version, or give another folder with --data.`,
    );
}

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
function readVersion(data: string): FolderVersion | undefined {
  try {
    const { schema, explorer } = JSON.parse(readFileSync(versionFile(data), 'utf8')) as Partial<FolderVersion>;
    return typeof schema === 'number' ? { schema, explorer: String(explorer) } : undefined;
  } catch {
    return undefined;
  }
}

/** Returns true if the machine went down while a process had the folder open: files may then be torn. */
export function wentDown(data: string): boolean {
  try {
    return statSync(join(data, 'status')).mtimeMs < Date.now() - uptime() * 1000;
  } catch {
    return false;
  }
}

/** Returns the error for a folder that the engine could not open, with the likely reason and what to do. */
export function openingError(data: string, cause: unknown): Error {
  const could = `The data folder ${data} could not be opened`;
  const holder = lockHolder(data);
  if (holder !== undefined)
    return new Error(
      `${could}: process ${holder} has it open. One process at a time can have it open: ` +
        'stop the other explorer, or give this one another folder with --data.',
      { cause },
    );
  const torn = tornDefinitions(data);
  const reason =
    torn.length > 0
      ? `${torn.join(' and ')} ${torn.length === 1 ? 'is' : 'are'} torn, as after a power failure`
      : cause instanceof Error
        ? cause.message
        : String(cause);
  const { explorer } = readVersion(data) ?? {};
  const made =
    explorer !== undefined && explorer !== VERSION ? ` Version ${explorer} made it, and this is ${VERSION}.` : '';
  return new Error(
    `${could}: ${reason}.${made} No other process has it open. Put a copy of it back, or move it away and start with ` +
      'another folder (--data); nothing in it was changed.',
    { cause },
  );
}

/** Returns the id of the process that holds the engine's lock of a folder; undefined if none does. */
function lockHolder(data: string): string | undefined {
  try {
    const lock = join(data, 'status');
    const { ino } = statSync(lock);
    const [, pid = ''] = /PID: (\d+)/.exec(readFileSync(lock, 'utf8')) ?? [];
    // a killed process leaves the file, but not the lock
    const locks = existsSync('/proc/locks') ? readFileSync('/proc/locks', 'utf8') : undefined;
    if (locks !== undefined) return new RegExp(`FLOCK .*:${ino} `).test(locks) ? pid : undefined;
    process.kill(Number(pid), 0);
    return pid;
  } catch {
    return undefined;
  }
}

/** Returns the engine's files that define databases and tables, but are empty or not whole. */
function tornDefinitions(data: string): string[] {
  try {
    return readdirSync(data, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.sql') && !name.startsWith('metadata'))
      .map((name) => join(data, name))
      .concat(databaseFiles(data))
      .filter((file) => !/^ATTACH [^\0]*\n$/.test(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}

// below a folder of this name, links lead to the files of tables again
const databaseFiles = (data: string): string[] =>
  readdirSync(join(data, 'metadata'))
    .filter((name) => name.endsWith('.sql'))
    .map((name) => join(data, 'metadata', name));
