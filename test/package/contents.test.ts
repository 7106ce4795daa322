/** What people get from npm: each package with its texts, and with sources for what is built. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { pageFiles } from '../../docs/.vitepress/pages';
import { fieldsOf, PACKAGES } from '../../tools/packages.cjs';
import { compile } from './compilers';
import { PackedPackage, ROOT } from './packed-package';

const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');
const manifestOf = (folder: string): Record<string, unknown> =>
  JSON.parse(read(folder, 'package.json')) as Record<string, unknown>;

/** Returns the paths that npm packs. */
const packedIn = (folder: string): Set<string> => {
  const answer = execFileSync('npm', ['pack', '--json', '--dry-run'], {
    cwd: join(ROOT, folder),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ files }] = JSON.parse(answer) as [{ files: { path: string }[] }];
  return new Set(files.map(({ path }) => path));
};

/** Returns the paths that a text in Markdown links to, without those of other sites. */
const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)|^\[[^\]]+\]: (\S+)|<img[^>]+src="([^"]+)"/gm)]
    .map((match) => match.slice(1).find((path) => path !== undefined) ?? '')
    .filter((path) => !/^[a-z]+:/.test(path));

describe.each(PACKAGES.map(({ folder }) => folder))('In the package of %s', (folder) => {
  const packed = packedIn(folder);

  test('are the license, the changelog and the README, whose links lead to files in it', () => {
    expect([...packed]).toEqual(expect.arrayContaining(['LICENSE', 'README.md']));
    // that of all packages is copied when one is packed for npm
    expect(folder === '.' ? [...packed] : manifestOf(folder).files).toContain('CHANGELOG.md');
    const dead = linksIn(read(folder, 'README.md')).filter((link) => !packed.has(posix.normalize(link)));
    expect(dead).toEqual([]);
  });

  test('every source map and declaration map leads to sources in it', () => {
    const maps = [...packed].filter((path) => path.endsWith('.map'));
    expect(maps.length > 0).toBe(folder !== 'eslint-plugin');
    const missing = maps.flatMap((map) => {
      const { sources } = JSON.parse(read(folder, map)) as { sources: string[] };
      return sources.map((source) => posix.join(posix.dirname(map), source)).filter((source) => !packed.has(source));
    });
    expect(missing).toEqual([]);
  });
});

test('The package has the pages of its docs with a picture, and nothing of the site', () => {
  const pages = pageFiles(ROOT).filter((file) => file.startsWith('docs/') && file !== 'docs/index.md');
  expect([...packedIn('.')].filter((path) => path.startsWith('docs/')).sort()).toEqual(
    [...pages, 'docs/images/start-1280-light.png'].sort(),
  );
});

test('All packages have the version and the fields of the repository', () => {
  for (const one of PACKAGES) {
    expect(manifestOf(one.folder)).toMatchObject({ version: manifestOf('.').version, ...fieldsOf(one) });
    expect(read(one.versionFile)).toContain(`'${String(manifestOf('.').version)}'`);
  }
});

test('A program in TypeScript starts an explorer by its types', async () => {
  const packed = new PackedPackage('explorer');
  try {
    const dependencies = Object.keys(manifestOf('explorer').dependencies as object);
    const installed = readdirSync(join(ROOT, 'explorer/node_modules')).flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(join(ROOT, 'explorer/node_modules', name)).map((inner) => `${name}/${inner}`)
        : [name],
    );
    const folderOf = (name: string): string => `${installed.includes(name) ? 'explorer/' : ''}node_modules/${name}`;
    const project = packed.install(
      '@spanlink/explorer',
      Object.fromEntries(dependencies.map((name) => [name, folderOf(name)])),
    );
    writeFileSync(
      join(project, 'main.mts'),
      `import { type Explorer, startExplorer } from '@spanlink/explorer';
const explorer: Explorer = await startExplorer({ data: '.spanlink', port: 0, otlpGrpcPort: false });
const url: string = explorer.url;
// @ts-expect-error -- there is no such option
await startExplorer({ prot: 0 });
await explorer.close();
export { url };
`,
    );
    expect(await compile(project, { compiler: '6', resolution: 'nodenext', files: ['main.mts'] })).toBe('');
  } finally {
    packed.remove();
  }
});
