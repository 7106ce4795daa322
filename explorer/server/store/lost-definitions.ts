/** Tables whose definition is gone from a data folder: the engine starts without them, and deletes the files later. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { hasVersion } from './folder-version.js';
import type { Engine } from './engine.js';
import { TABLES } from './tables.js';

/** Throws if a folder has spans of a table that the engine does not know, or had a table of spans and has none now. */
export async function checkDefinitions(engine: Engine, data: string): Promise<void> {
  const tables = await engine.query<{ name: string; paths: string[] }>(
    'SELECT name, data_paths AS paths FROM system.tables',
  );
  const known = new Set(tables.flatMap(({ paths }) => paths.map((path) => basename(path))));
  const orphans = tableFolders(data).filter(({ id, path }) => !known.has(id) && hasSpans(path));
  if (orphans.length > 0)
    throw new Error(
      `The data folder ${data} has lost the definition of its table of spans, whose files are in ` +
        `${orphans.map(({ path }) => path).join(' and ')}. ${WHAT_TO_DO}`,
    );
  if (hasVersion(data) && !tables.some(({ name }) => name === TABLES.traces))
    throw new Error(`The data folder ${data} has lost its table of spans, with its files. ${WHAT_TO_DO}`);
}

const WHAT_TO_DO =
  'Put a copy of the folder back, or move it away and start with another folder (--data); nothing in it was deleted.';

/** Returns the folders of tables, whose names are their ids. */
function tableFolders(data: string): { readonly id: string; readonly path: string }[] {
  const store = join(data, 'store');
  return foldersIn(store).flatMap((prefix) =>
    foldersIn(join(store, prefix)).map((id) => ({ id, path: join(store, prefix, id) })),
  );
}

/** Returns true if a table has a part with a column of spans that the index does not have. */
const hasSpans = (path: string): boolean =>
  foldersIn(path).some((part) => {
    try {
      return readFileSync(join(path, part, 'columns.txt'), 'utf8').includes('`SpanAttributes`');
    } catch {
      return false;
    }
  });

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}
