// What is built: the modules of dist that package.json and the command name.
import { readFileSync } from 'node:fs';

/** The folders of dist, each with the `type` of its modules. */
export const FORMATS = [
  { folder: 'esm', type: 'module' },
  { folder: 'cjs', type: 'commonjs' },
];

/** Returns the sources of a folder's entry points, by the names of their modules. */
export function entriesOf(folder) {
  const texts = ['package.json', 'bin/spanlink.js'].map((path) => readFileSync(path, 'utf8'));
  const named = texts.join('\n').matchAll(new RegExp(`dist/${folder}/([\\w/-]+)\\.js`, 'g'));
  return Object.fromEntries([...named].map(([, name]) => [name, `${name}.ts`]));
}
