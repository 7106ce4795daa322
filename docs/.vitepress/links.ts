/** Links between files of the repository, as GitHub and npm follow them, and the pages of the site that they mean. */
import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { GENERATED, pageOf } from './pages';

/** Returns the page that shows a file of the repository which is no page itself, such as a sample. */
export const sourcePageOf = (file: string): string =>
  `${GENERATED.replace('docs/', '')}source/${file.replaceAll('.', '-')}.md`;

/** Tells whether a link leads to another site, or stays within its page. */
export const isElsewhere = (link: string): boolean => /^(?:[a-z][a-z\d+.-]*:|\/\/|#)/i.test(link);

/**
 * Returns the file that a link leads to; of a folder, its README, which GitHub shows there.
 *
 * @param file The file that has the link. Both are paths from the root of the repository.
 * @throws if there is no such file.
 */
export function targetOf(link: string, file: string, root: string): string {
  const path = posix.join(posix.dirname(file), decodeURI(link.replace(/[?#].*$/, '')));
  const isFolder = statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  const target = isFolder ? posix.join(path, 'README.md') : path;
  if (!existsSync(join(root, target))) throw new Error(`${file} links to ${link}, which does not exist`);
  return target;
}

/** Returns the address on the site, with its anchor, of what a link in a file leads to. */
export function linkOnSite(link: string, file: string, root: string): string {
  if (isElsewhere(link)) return link;
  const target = targetOf(link, file, root);
  return `/${pageOf(target) ?? sourcePageOf(target)}${/#.*$/.exec(link)?.[0] ?? ''}`;
}
