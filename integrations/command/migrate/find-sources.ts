/** The TypeScript files at and below paths. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = /\.[cm]?tsx?$/;
const DECLARATIONS = /\.d\.[cm]?ts$/;
const SKIPPED = new Set(['node_modules', 'dist', 'build', 'coverage']);

/**
 * Returns the files, without declarations, and without those of packages and builds.
 *
 * @throws if a path is not there.
 */
export function findSources(paths: readonly string[]): string[] {
  return [...new Set(paths.flatMap((path) => (statSync(path).isDirectory() ? sourcesIn(path) : [path])))];
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const { name } = entry;
    if (entry.isDirectory()) return SKIPPED.has(name) || name.startsWith('.') ? [] : sourcesIn(join(folder, name));
    return entry.isFile() && SOURCE.test(name) && !DECLARATIONS.test(name) ? [join(folder, name)] : [];
  });
}
