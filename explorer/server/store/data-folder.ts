/** The data folder of the engine in this process, and why it could not be opened. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../version.js';
import { checkSpace } from './disk-space.js';
import { OWN_ENTRIES } from './folder-mode.js';
import { laterVersion, readVersion } from './folder-version.js';
import { makeFolder, unusableError } from './make-folder.js';
import { SCHEMA_VERSION } from './schema.js';

/** Creates the folder if it is missing. Throws if it cannot be one, has no room, or if a later version made it. */
export function prepareFolder(data: string): void {
  makeFolder(data);
  const made = readVersion(data);
  if (made === undefined) checkSpace(data);
  else if (made.schema > SCHEMA_VERSION)
    throw new Error(
      `The data folder ${data} is of schema ${made.schema}, made by ${laterVersion(made)} of the explorer; this ` +
        `one knows schemas up to ${SCHEMA_VERSION}. Start that version, or give another folder with --data.`,
    );
}

/**
 * Throws if the engine could not open a folder, for a reason that can be told before: the engine would write a line of
 * its own first.
 */
export function checkFolder(data: string): void {
  checkRights(data);
  const holder = lockHolder(data);
  const isOurs = holder?.isListed === true && holder.pid === String(process.pid);
  if (holder?.isListed === true && !isOurs) throw inUseError(data, `process ${holder.pid}`);
  if (!isOurs && isLocked(data)) throw inUseError(data, 'a process of another container or machine');
  const torn = tornDefinitions(data);
  if (torn.length === 0) return;
  const are = torn.length === 1 ? 'is' : 'are';
  throw unreadableError(data, `${torn.join(' and ')} ${are} torn, as after a power failure`);
}

/** Returns the error for a folder that the engine could not open, with the likely reason and what to do. */
export function openingError(data: string, cause: unknown): Error {
  const holder = lockHolder(data);
  return holder === undefined
    ? unreadableError(data, cause instanceof Error ? cause.message : String(cause), cause)
    : inUseError(data, `process ${holder.pid}`, cause);
}

/** Throws if there is something of the engine's in a folder that this user may not write, as after a start as root. */
function checkRights(data: string): void {
  for (const name of readdirSync(data).filter((entry) => OWN_ENTRIES.has(entry))) {
    const path = join(data, name);
    try {
      const { R_OK, W_OK, X_OK } = constants;
      accessSync(path, statSync(path).isDirectory() ? R_OK | W_OK | X_OK : R_OK | W_OK);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw unusableError(data, `${path} may not be written by this user (${code})`, error);
    }
  }
}

const inUseError = (data: string, who: string, cause?: unknown): Error =>
  new Error(
    `The data folder ${data} could not be opened: ${who} has it open. One process at a time can have it ` +
      'open: stop the other explorer, or give this one another folder with --data.',
    { cause },
  );

function unreadableError(data: string, reason: string, cause?: unknown): Error {
  const { explorer } = readVersion(data) ?? {};
  const made =
    explorer !== undefined && explorer !== VERSION ? ` Version ${explorer} made it, and this is ${VERSION}.` : '';
  return new Error(
    `The data folder ${data} could not be opened: ${reason}.${made} No other process has it open. Put a copy of it ` +
      'back, or move it away and start with another folder (--data); nothing in it was changed.',
    { cause },
  );
}

interface LockHolder {
  readonly pid: string;
  /** True if the system lists the lock as that of this process, which it does not of one in another container. */
  readonly isListed: boolean;
}

/** Returns the process that holds the engine's lock of a folder; undefined if none does. */
function lockHolder(data: string): LockHolder | undefined {
  try {
    const lock = join(data, 'status');
    const { ino } = statSync(lock);
    const [, pid = ''] = /PID: (\d+)/.exec(readFileSync(lock, 'utf8')) ?? [];
    // a killed process leaves the file, but not the lock
    const locks = existsSync('/proc/locks') ? readFileSync('/proc/locks', 'utf8') : undefined;
    if (locks === undefined) process.kill(Number(pid), 0);
    else if (!new RegExp(`FLOCK .*:${ino} `).test(locks)) return undefined;
    return { pid, isListed: locks === undefined || new RegExp(`FLOCK .* ${pid} \\S+:${ino} `).test(locks) };
  } catch {
    return undefined;
  }
}

/**
 * Returns true if the engine's lock of a folder is held, by whomever: the system does not list the locks of other
 * containers.
 */
function isLocked(data: string): boolean {
  const lock = join(data, 'status');
  // of util-linux; where it is missing, the engine finds out
  return existsSync(lock) && spawnSync('flock', ['--nonblock', lock, 'true'], { timeout: 5000 }).status === 1;
}

/** Returns the engine's files that define databases and tables, but are empty or not whole. */
const tornDefinitions = (data: string): string[] =>
  definitionsIn(join(data, 'metadata')).filter((file) => !/^ATTACH [^\0]*\n$/.test(readFileSync(file, 'utf8')));

/** Returns the definitions in a folder and, of the tables of databases, those in the folders below. */
function definitionsIn(folder: string, depth: number = 1): string[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      if (name.endsWith('.sql')) return [path];
      return depth > 0 ? definitionsIn(path, depth - 1) : [];
    });
  } catch {
    return [];
  }
}
