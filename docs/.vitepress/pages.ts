/** Which Markdown files of the repository are pages of the site, and under which address. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of pages, each with the address that its files are below. */
const FOLDERS: Readonly<Record<string, string>> = {
  'docs/': '',
  'explorer/docs/': 'explorer/',
  'eslint-plugin/docs/': 'eslint-plugin/',
};

/** The pages that stand elsewhere: each is at a place that npm and GitHub expect. */
const SINGLE: Readonly<Record<string, string>> = {
  'README.md': 'readme.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'security.md',
  'UPGRADING.md': 'upgrading.md',
  'explorer/README.md': 'explorer/index.md',
  'eslint-plugin/README.md': 'eslint-plugin/index.md',
  'samples/README.md': 'samples.md',
};

/** Where `npm run docs` writes the pages that it generates. */
export const GENERATED = 'docs/reference/';

/** Globs of all Markdown files that are no pages, as VitePress takes them. */
export const EXCLUDED: readonly string[] = [
  '!(docs|explorer|eslint-plugin|samples)/**/*',
  '{explorer,eslint-plugin}/!(docs)/**/*',
  'samples/*/**/*',
  // such as the changelog, which is copied there when a package is packed
  '{explorer,eslint-plugin,samples}/!(README).md',
  `!(${Object.keys(SINGLE)
    .filter((path) => !path.includes('/'))
    .map((path) => path.replace('.md', ''))
    .join('|')}).md`,
];

/** Returns the path of a page on the site (`guides/queue.md`), or undefined for a file that is no page. */
export function pageOf(path: string): string | undefined {
  const folder = Object.keys(FOLDERS).find((one) => path.startsWith(one));
  if (folder === undefined || !path.endsWith('.md')) return SINGLE[path];
  return `${FOLDERS[folder] ?? ''}${path.slice(folder.length)}`;
}

/** Returns the Markdown files that are written by hand and are pages, sorted. */
export function pageFiles(root: string): string[] {
  const inFolders = Object.keys(FOLDERS).flatMap((folder) => markdownIn(root, folder));
  return [...Object.keys(SINGLE), ...inFolders].sort();
}

function markdownIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory()) return isOfThePages(`${path}/`) ? markdownIn(root, `${path}/`) : [];
    return path.endsWith('.md') ? [path] : [];
  });
}

const isOfThePages = (folder: string): boolean => folder !== GENERATED && !folder.startsWith('docs/.');
