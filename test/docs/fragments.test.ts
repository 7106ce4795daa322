/** The fragments of the documentation run, as far as they need no server: their classes can be decorated, for one. */
import { basename } from 'node:path';
import { DocsProject } from './docs-project';
import { filesOf, type SnippetFile } from './snippet-files';
import { snippetsOfExamples, snippetsOfPages } from './snippets';

/** Jest's own words: what is a test runs as one. */
const IS_TEST = /^\s*(?:test|expect|afterEach|afterAll|expect\.extend)\(/m;

/** A module that imports others, one after the other, and tells which of them failed. */
const runnerOf = (names: readonly string[]): string => `
import process from 'node:process';
const failed = [];
process.on('uncaughtException', (error) => failed.push(String(error.stack)));
for (const name of ${JSON.stringify(names)}) {
  await import('./' + name).catch((error) => failed.push(name + ' ' + String(error.stack)));
}
await new Promise(setImmediate);
for (const text of failed) console.error(text);
process.exit(failed.length);
`;

/** Examples in doc comments that need more than a process; a page says so above the block (`not run:`). */
const NEEDS_MORE = [
  'integrations/temporal/', // Temporal's server
  'integrations/workflow/ledgers/redis/', // Redis
  'integrations/workflow/history/', // a ledger that knows the run
];

const isRun = ({ parts: [{ snippet }], assumesValues, text }: SnippetFile): boolean =>
  !assumesValues &&
  !IS_TEST.test(text) &&
  snippet.path === undefined &&
  snippet.notRun === undefined &&
  !NEEDS_MORE.some((folder) => snippet.file.startsWith(folder));

/** One process runs those of a page, or of a folder of the sources. */
const placeOf = ({ parts: [{ snippet }] }: SnippetFile): string =>
  snippet.file.endsWith('.md') ? snippet.file : snippet.file.split('/').slice(0, 2).join('/');

const all = filesOf([...snippetsOfPages(), ...snippetsOfExamples()]);
const fragments = all.filter(isRun);
const places = [...new Set(fragments.map(placeOf))];

const countIn = (place: string): number => fragments.filter((each) => placeOf(each) === place).length;

test.each(places.map((place) => [place, countIn(place)] as const))('in %s, %i fragments run', async (place) => {
  const project = new DocsProject();
  try {
    // what fragments of a page import from a file of that page
    for (const { path, text, parts } of all)
      if (parts[0].snippet.path !== undefined && parts[0].snippet.file === place)
        project.write(basename(path).replace(/ts$/, 'js'), text);
    const names = fragments
      .filter((each) => placeOf(each) === place)
      .map(({ text, isLegacy }, at) => {
        const isCommonJs = /\brequire\(/.test(text);
        const name = `${at.toString()}.${isCommonJs ? 'cjs' : 'mjs'}`;
        project.write(name, text, { isLegacy, type: isCommonJs ? 'commonjs' : 'module' });
        return name;
      });
    project.write('run.mjs', runnerOf(names));
    const { status, stderr } = await project.run(['run.mjs']);
    expect({ status, errors: status === 0 ? '' : stderr }).toEqual({ status: 0, errors: '' });
  } finally {
    project.remove();
  }
});
