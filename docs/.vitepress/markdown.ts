/** What Markdown means on the site, where it differs from GitHub: links between files, and pictures in two themes. */
import { relative, sep } from 'node:path';
import type { MarkdownOptions } from 'vitepress';
import { isElsewhere, linkOnSite } from './links';

type Markdown = Parameters<NonNullable<MarkdownOptions['config']>>[0];

const DARK = /<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">/.source;
const PICTURE = new RegExp(`<picture>\\s*${DARK}\\s*<img ([^>]*)src="([^"]+)">\\s*</picture>`, 'g');

/** Makes links and pictures those of the site, in pages below a root. */
export function useSiteLinks(md: Markdown, root: string): void {
  md.core.ruler.push('links-of-the-repository', ({ tokens, env }) => {
    const { realPath, path } = env as { readonly realPath?: string; readonly path?: string };
    // the title of a page is rendered once more, without its place
    if (path === undefined) return;
    const file = relative(root, realPath ?? path)
      .split(sep)
      .join('/');
    for (const token of tokens.flatMap((block) => [block, ...(block.children ?? [])])) {
      if (token.type === 'html_block') token.content = withPictures(token.content);
      const link = token.type === 'link_open' ? token.attrGet('href') : null;
      if (link !== null) token.attrSet('href', linkOnSite(link, file, root));
    }
  });
}

/** Shows the picture that fits the theme of the site, not that of the system; paths become those of modules. */
function withPictures(html: string): string {
  const pathOf = (path: string): string => (isElsewhere(path) ? path : `./${path}`);
  return html.replaceAll(PICTURE, (_, dark: string, attributes: string, light: string) =>
    [
      `<img class="light-only" ${attributes}src="${pathOf(light)}">`,
      `<img class="dark-only" ${attributes}src="${pathOf(dark)}">`,
    ].join('\n'),
  );
}
