import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { linkOnSite } from './links';
import { useSiteLinks } from './markdown';
import { EXCLUDED, pageOf } from './pages';
import { GROUPS } from './sidebar';
import { slugOf } from './slug';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Two traces, and the link from an effect back to its cause. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#5672cd" stroke-width="4">
<path d="M3 8h16M13 24h16"/><path d="M19 8c8 0 8 8 0 16" stroke-dasharray="2 3"/></svg>`;

/** Returns the address of a file's page, as the sidebar takes it. */
const addressOf = (file: string): string => `/${(pageOf(file) ?? '').replace(/(?:index)?\.md$/, '')}`;

const sidebar: DefaultTheme.SidebarItem[] = GROUPS.map(({ text, pages, collapsed = false }) => ({
  text,
  collapsed,
  items: Object.entries(pages)
    .filter(([file]) => existsSync(join(ROOT, file)))
    .map(([file, name]) => ({ text: name, link: addressOf(file) })),
}));

const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { exports: object };

/** The reference, which is generated: a page for each entry point. */
const reference: DefaultTheme.SidebarItem = {
  text: 'API reference',
  link: '/reference/',
  collapsed: true,
  items: Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => path.replace('.', 'spanlink'))
    .map((name) => ({ text: name, link: `/reference/${name}` })),
};

/** Replaces the links of a page's frontmatter, such as those of the front page, by those of the site. */
function replaceLinks(value: unknown, file: string): void {
  if (typeof value !== 'object' || value === null) return;
  const fields = value as Record<string, unknown>;
  for (const [key, inner] of Object.entries(fields)) {
    if (key === 'link' && typeof inner === 'string') fields[key] = linkOnSite(inner, file, ROOT).replace(/\.md\b/, '');
    else replaceLinks(inner, file);
  }
}

export default defineConfig({
  title: 'Spanlink',
  description: 'Decorators that give a method its own OpenTelemetry span and link it to the spans that caused it',
  lang: 'en',
  // pages stand where npm and GitHub expect them, not all of them in docs
  srcDir: '..',
  srcExclude: [...EXCLUDED],
  rewrites: (path) => pageOf(path) ?? path,
  cleanUrls: true,
  metaChunk: true,
  markdown: {
    anchor: { slugify: slugOf },
    config: (md) => {
      useSiteLinks(md, ROOT);
    },
  },
  transformPageData: ({ frontmatter, filePath }) => {
    replaceLinks(frontmatter, filePath);
  },
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }]],
  themeConfig: {
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Troubleshooting', link: '/troubleshooting' },
      { text: 'API', link: '/reference/' },
      { text: 'Changelog', link: '/changelog' },
    ],
    sidebar: [...sidebar, reference],
    outline: [2, 3],
    search: { provider: 'local' },
  },
  // the root is that of the repository, with pages of others and much that is no page
  vite: {
    optimizeDeps: { entries: [] },
    // the index of the search
    build: { chunkSizeWarningLimit: 2_000 },
  },
});
