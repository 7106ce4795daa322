/** The links of the repository's Markdown lead somewhere: to files that exist, and to headings in them. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isElsewhere, targetOf } from '../../docs/.vitepress/links';
import { pageFiles, pageOf } from '../../docs/.vitepress/pages';
import { readPage } from '../../docs/.vitepress/read-page';
import { GROUPS } from '../../docs/.vitepress/sidebar';
import { ROOT } from './snippets';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const FILES = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: ROOT })
  .toString()
  .trim()
  .split('\n');

/** Returns what is wrong with a link in a file, if anything is. */
function faultOf(link: string, file: string): string[] {
  const [, anchor] = /#(.*)$/.exec(link) ?? [];
  try {
    const target = link.startsWith('#') ? file : targetOf(link, file, ROOT);
    if (anchor === undefined || !target.endsWith('.md') || readPage(read(target)).anchors.has(anchor)) return [];
    return [`${file} links to ${link}, a heading that ${target} does not have`];
  } catch (error) {
    return [(error as Error).message];
  }
}

const links = FILES.flatMap((file) => readPage(read(file)).links.map((link) => [link, file] as const)).filter(
  ([link]) => link.startsWith('#') || !isElsewhere(link),
);

test(`each of the ${links.length.toString()} links between files leads to a file, and its anchor to a heading`, () => {
  expect(links.length).toBeGreaterThan(200);
  expect(links.flatMap(([link, file]) => faultOf(link, file))).toEqual([]);
});

const inSidebar = GROUPS.flatMap(({ pages }) => Object.keys(pages));

const pages = pageFiles(ROOT).filter((file) => file !== 'docs/index.md');

test(`each of the ${pages.length.toString()} pages is in the sidebar once, and every entry is a page`, () => {
  expect([...inSidebar].sort()).toEqual(pages);
});

test('no two pages have one address', () => {
  const addresses = pageFiles(ROOT).map((file) => pageOf(file));
  expect(new Set(addresses).size).toBe(addresses.length);
});
