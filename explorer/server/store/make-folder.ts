/** Makes a data folder, or says why a path cannot be one. */
import { accessSync, constants, lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Creates the folder, for its owner alone, if it is missing. Throws if it cannot be a data folder. */
export function makeFolder(data: string): void {
  for (const folder of findMissing(data)) {
    try {
      // not recursive: where a file system refuses all folders, that tries for ever
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw unusableError(data, String(error), error);
    }
  }
}

/**
 * Checks that a path is a folder that this user may write to, or that one can be made there.
 *
 * @returns the folders that are missing, the outermost first
 * @throws an error that says why it is none, and what to do
 */
export function findMissing(data: string): readonly string[] {
  const missing: string[] = [];
  let path = resolve(data);
  while (!isThere(data, path)) {
    missing.unshift(path);
    path = dirname(path);
  }
  try {
    if (!statSync(path).isDirectory()) throw unusableError(data, `${path} is no folder`);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    const leadsNowhere = code === 'ENOENT' || code === 'ELOOP';
    const reason = leadsNowhere ? `the link ${path} leads nowhere` : `${path} may not be written by this user`;
    throw unusableError(data, `${reason} (${code})`, error);
  }
  return missing;
}

/** Returns true if there is anything at a path, be it a link to nowhere. */
function isThere(data: string, path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error) ?? '')) return false;
    throw unusableError(data, String(error), error);
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Returns the error for a path that cannot be a data folder. */
export const unusableError = (data: string, reason: string, cause?: unknown): Error =>
  new Error(`The data folder ${data} cannot be used: ${reason}. Give another folder with --data.`, { cause });
