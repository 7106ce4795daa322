/** The code of the documentation: blocks of pages, and examples of doc comments. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageFiles } from '../../docs/.vitepress/pages';
import { type CodeBlock, readPage } from '../../docs/.vitepress/read-page';

export const ROOT = join(__dirname, '../..');

/** One block of code, and what the comments above it say. CONTRIBUTING.md describes them. */
export interface Snippet {
  /** The file that has it, and the line of its first line of code. */
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly language: 'ts' | 'js';
  /** The path in its first line, which makes it a complete file: `src/main.ts`. */
  readonly path: string | undefined;
  /** TypeScript that it assumes. */
  readonly assumes: readonly string[];
  readonly isLegacy: boolean;
  readonly isInClass: boolean;
  readonly continues: boolean;
  /** Why it is not run, where it could be. */
  readonly notRun: string | undefined;
}

const LANGUAGES: Readonly<Record<string, 'ts' | 'js'>> = {
  ts: 'ts',
  mts: 'ts',
  cts: 'ts',
  typescript: 'ts',
  js: 'js',
  mjs: 'js',
  cjs: 'js',
  javascript: 'js',
};
/** Nest has decorators on parameters, which only the legacy model knows. */
const NEEDS_LEGACY = /[(,]\s*@\w+[( ]|'@nestjs\/|'spanlink\/nestjs'|@Module\(/;

/** Returns the code of all pages. */
export function snippetsOfPages(): Snippet[] {
  return pageFiles(ROOT).flatMap((file) =>
    readPage(readFileSync(join(ROOT, file), 'utf8')).blocks.flatMap((block) => snippetOf(file, block)),
  );
}

/** Returns the examples in the doc comments of the package. */
export function snippetsOfExamples(): Snippet[] {
  return sourcesIn(['index.ts', 'lib', 'decorators', 'integrations']).flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return [...text.matchAll(/^ *\/\*\*[^]*?\*\//gm)].flatMap(({ 0: comment, index }) => {
      const line = text.slice(0, index).split('\n').length;
      const example = comment.replaceAll(/^ *(?:\/\*\*| \*\/| \* ?)/gm, '');
      const from = example.indexOf('@example');
      if (from === -1) return [];
      return readPage(example.slice(0, from).replaceAll(/.+/g, '') + example.slice(from)).blocks.flatMap((block) =>
        snippetOf(file, { ...block, line: line + block.line - 1 }),
      );
    });
  });
}

function snippetOf(file: string, { language, code, line, comments }: CodeBlock): Snippet[] {
  const known = LANGUAGES[language];
  if (known === undefined) return [];
  const notes = comments.flatMap((comment) =>
    comment.startsWith('code:') ? [comment.slice('code:'.length).trim()] : [],
  );
  const words = ['legacy', 'in a class', 'continues'];
  const assumes = notes.filter((note) => !words.includes(note) && !note.startsWith('not run:'));
  return [
    // a file that the block imports, and that readers need not see
    ...assumes
      .filter(pathIn)
      .flatMap((text) => snippetOf(file, { language, code: text, line: line - 1, comments: [], text: '' })),
    {
      file,
      line: line + 1,
      code,
      language: known,
      path: pathIn(code),
      assumes: assumes.filter((text) => !pathIn(text)),
      isLegacy: notes.includes('legacy') || NEEDS_LEGACY.test(code),
      isInClass: notes.includes('in a class'),
      continues: notes.includes('continues'),
      notRun: notes.find((note) => note.startsWith('not run:')),
    },
  ];
}

/** Returns the path in the first line of a file. */
const pathIn = (code: string): string | undefined => /^\/\/ (\S+\.[cm]?[jt]sx?)\n/.exec(code)?.[1];

/** Returns the files of source code at or below paths. */
function sourcesIn(paths: readonly string[]): string[] {
  return paths.flatMap((path) =>
    path.endsWith('.ts')
      ? [path]
      : readdirSync(join(ROOT, path), { withFileTypes: true }).flatMap((entry) =>
          entry.isDirectory() || entry.name.endsWith('.ts') ? sourcesIn([`${path}/${entry.name}`]) : [],
        ),
  );
}
