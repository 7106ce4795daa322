/** The modes of a data folder: nobody but its owner reads spans. */
import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the engine and the explorer make in a data folder; a user may have named a folder with other things in it. */
export const OWN_ENTRIES = new Set([
  ...['data', 'metadata', 'metadata_dropped', 'store', 'tmp', 'flags', 'status', 'uuid'],
  ...['spanlink_incoming', 'spanlink_schema.json', 'spanlink_parts.json', 'spanlink_losses.json'],
]);

/**
 * Takes the rights of others away from a data folder of an earlier start, and from all that the engine has in it.
 *
 * @returns a sentence about what could not be changed; undefined if others have no rights now
 */
export function makePrivate(data: string): string | undefined {
  try {
    const entries = readdirSync(data);
    const isOwn = entries.every((name) => OWN_ENTRIES.has(name));
    // first, so that others cannot get at the rest from now on
    if (isOwn) dropRights(data);
    for (const name of entries) if (OWN_ENTRIES.has(name)) makeTreePrivate(join(data, name));
    return isOwn || !isOpen(data)
      ? undefined
      : `Others can list the data folder ${data}, since it has more in it than spans; they cannot read the spans.`;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `Others may be able to read the data folder ${data}: its mode could not be changed (${reason}).`;
  }
}

/** Changes a folder that others have rights to, and everything in it; one without was changed before. */
function makeTreePrivate(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink() || !isOpen(path)) return;
  dropRights(path);
  if (!stats.isDirectory()) return;
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' })) dropRights(join(path, name));
}

const isOpen = (path: string): boolean => (lstatSync(path).mode & 0o077) !== 0;

function dropRights(path: string): void {
  const stats = lstatSync(path);
  // changing a link would change what it leads to
  if (!stats.isSymbolicLink() && (stats.mode & 0o077) !== 0) chmodSync(path, stats.mode & 0o700);
}
