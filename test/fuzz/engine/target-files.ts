/** Finds the targets, of the package and of the explorer. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** npm runs scripts there. */
const ROOT = process.cwd();

/** The folders of targets: of the package, and of the explorer. */
export const FOLDERS = ['test/fuzz/targets', 'explorer/test/fuzz/targets'];

/** Returns the files of targets with one of the words in their name, of all without words. */
export function targetFiles(folders: readonly string[], words: readonly string[]): string[] {
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => join(ROOT, folder, name)),
  );
  return files.filter((file) => words.length === 0 || words.some((word) => basename(file).includes(word)));
}

/** Returns the file of the inputs that are kept for a target. */
export function corpusOf(file: string): string {
  return join(dirname(file), '../corpus', `${basename(file, '.ts')}.jsonl`);
}
