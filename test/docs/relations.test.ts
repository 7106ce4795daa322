/** docs/relations.md holds every relation, attribute and metric that the code writes, and no other. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The code without its comments, and without the keys of contexts and symbols, which nothing records. */
const CODE = ['lib', 'integrations', 'decorators']
  .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true }).map((path) => join(folder, String(path))))
  .filter((path) => path.endsWith('.ts'))
  .map((path) =>
    read(path)
      .replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, '')
      .replaceAll(/(?:createContextKey|Symbol\.for)\([^)]*\)/g, ''),
  )
  .join('\n');

const PAGE = read('docs/relations.md');

/** Returns the names in the first column of the tables below a heading. */
function namesBelow(heading: string): string[] {
  const [, section = ''] = PAGE.split(`\n## ${heading}\n`);
  const [text = ''] = section.split('\n## ');
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => String(name)))
    .sort();
}

/** Returns the members of a union of texts. */
function membersOf(path: string, type: string): string[] {
  const declaration = new RegExp(`type ${type} =([^;]+);`).exec(read(path))?.[1] ?? '';
  return [...declaration.matchAll(/'([^']+)'/g)].map(([, member]) => String(member));
}

test('the table of relations has all that the type names', () => {
  expect(namesBelow('Relations')).toEqual(membersOf('lib/links/link-options.ts', 'Relation').sort());
});

test('the table of metrics has all that are counted', () => {
  const counted = membersOf('lib/global/report.ts', 'Count').map((name) => `spanlink.${name}`);
  expect(namesBelow('Metrics')).toEqual([...counted, 'spanlink.links.made'].sort());
});

test('the tables of attributes have all that the code writes', () => {
  const metrics = namesBelow('Metrics');
  const literals = [...CODE.matchAll(/['"`](spanlink\.[a-z_.]+)['"`]/g)].map(([, name]) => String(name));
  // those of turns and tasks, whose names are put together
  const composed = [...CODE.matchAll(/`spanlink\.\$\{kind\}\.([a-z]+)`/g)].flatMap(([, name]) =>
    ['turn', 'task'].map((kind) => `spanlink.${kind}.${String(name)}`),
  );
  const written = [...literals, ...composed].filter(
    (name) => name !== 'spanlink.site' && (!metrics.includes(name) || name === 'spanlink.links.dropped'),
  );
  expect(composed).toHaveLength(4);
  const told = [...namesBelow('Attributes of spans'), ...namesBelow('Attributes of links')];
  expect(told.sort()).toEqual([...new Set(written)].sort());
});

test('no other relation is written', () => {
  const writers =
    /\b(?:related|addLink|toRecordedLink|relationAttributes|asLink|readSpan|linksOf)\([^;]*?'([a-z_]+)'\)/g;
  const written = [...CODE.matchAll(writers)].map(([, relation]) => String(relation));
  expect(written.length).toBeGreaterThan(20);
  expect(namesBelow('Relations')).toEqual(expect.arrayContaining(written));
});
