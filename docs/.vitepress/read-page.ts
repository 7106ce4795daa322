/** What a page holds, read without VitePress: for the pages that are generated, and for tests. */
import MarkdownIt from 'markdown-it';
import { slugOf } from './slug';

type Token = ReturnType<MarkdownIt['parse']>[number];

/** A block of code, and the line that it begins in. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  readonly line: number;
  /** The HTML comments right above it. */
  readonly comments: readonly string[];
  /** The paragraph right above it. */
  readonly text: string;
}

/** The parts of a page. */
export interface Page {
  readonly links: readonly string[];
  /** What links to its headings name after the `#`. */
  readonly anchors: ReadonlySet<string>;
  readonly blocks: readonly CodeBlock[];
  /** All its code: of blocks, and within lines. */
  readonly codes: readonly string[];
}

const markdown = new MarkdownIt({ html: true });
const FRONTMATTER = /^---\n[^]*?\n---\n/;

/** Reads a page. */
export function readPage(text: string): Page {
  const frontmatter = FRONTMATTER.exec(text)?.[0] ?? '';
  // left as empty lines, so that the numbers of the others stay
  const tokens = markdown.parse(frontmatter.replaceAll(/.+/g, '') + text.slice(frontmatter.length), {});
  return {
    links: [...linksIn(tokens), ...[...frontmatter.matchAll(/^\s*(?:- )?link: (\S+)$/gm)].map(([, link = '']) => link)],
    anchors: anchorsIn(tokens),
    blocks: blocksIn(tokens),
    codes: tokens
      .flatMap((token) => [token, ...(token.children ?? [])])
      .filter(({ type }) => type === 'fence' || type === 'code_inline')
      .map(({ content }) => content),
  };
}

function linksIn(tokens: readonly Token[]): string[] {
  return tokens
    .flatMap((token) => [token, ...(token.children ?? [])])
    .flatMap((token) => {
      if (token.type === 'link_open') return [token.attrGet('href') ?? ''];
      if (token.type === 'image') return [token.attrGet('src') ?? ''];
      if (!token.type.startsWith('html_')) return [];
      return [...token.content.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)].map(([, link = '']) => link);
    });
}

function anchorsIn(tokens: readonly Token[]): Set<string> {
  const anchors = new Set<string>();
  for (const [at, { type }] of tokens.entries()) {
    if (type !== 'heading_open') continue;
    const slug = slugOf(textOf(tokens[at + 1]));
    let anchor = slug;
    for (let number = 1; anchors.has(anchor); number++) anchor = `${slug}-${number.toString()}`;
    anchors.add(anchor);
  }
  return anchors;
}

const textOf = (heading: Token | undefined): string =>
  (heading?.children ?? [])
    .filter(({ type }) => type === 'text' || type === 'code_inline')
    .map(({ content }) => content)
    .join('');

function blocksIn(tokens: readonly Token[]): CodeBlock[] {
  return tokens.flatMap(({ type, info, content: code, map }, at) => {
    if (type !== 'fence') return [];
    const above = tokens.slice(0, at);
    const html = above.slice(above.findLastIndex((token) => token.type !== 'html_block') + 1);
    const comments = html.flatMap((token) => [...token.content.matchAll(/<!--\s*([^]*?)\s*-->/g)]);
    return [
      {
        language: /^\S*/.exec(info)?.[0] ?? '',
        code,
        line: (map?.[0] ?? 0) + 1,
        comments: comments.map(([, text = '']) => text),
        text: above.at(-1)?.type === 'paragraph_close' ? (above.at(-2)?.content ?? '') : '',
      },
    ];
  });
}
