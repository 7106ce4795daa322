/** The code of the documentation compiles in a strict project: that of pages and that of doc comments. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { pageFiles } from '../../docs/.vitepress/pages';
import { readPage } from '../../docs/.vitepress/read-page';
import { errorsIn, programOf } from './compile';
import { filesOf, type SnippetFile } from './snippet-files';
import { ROOT, snippetsOfExamples, snippetsOfPages } from './snippets';

/** What JavaScript cannot say: the types of parameters, and of packages that have none. */
const ONLY_IN_TYPESCRIPT = new Set([7006, 7016, 7019, 7031]);

/** Returns the errors of files, each with the place in the documentation. */
function errorsOf(files: readonly SnippetFile[]): string[] {
  return [false, true].flatMap((isLegacy) => {
    const ofModel = files.filter((file) => file.isLegacy === isLegacy);
    const program = programOf(new Map(ofModel.map(({ path, text }) => [path, text])), {
      experimentalDecorators: isLegacy,
      // as Nest's projects are; what names types in decorated signatures is then no error
      emitDecoratorMetadata: isLegacy,
      isolatedModules: !isLegacy,
    });
    return ofModel.flatMap((file) =>
      errorsIn(program, file.path)
        .filter(({ code }) => file.path.endsWith('.ts') || !ONLY_IN_TYPESCRIPT.has(code))
        .map((error) => inDocumentation(error, file)),
    );
  });
}

function inDocumentation({ start = 0, messageText, code, file }: ts.Diagnostic, { parts }: SnippetFile): string {
  const { line } = ts.getLineAndCharacterOfPosition(file as ts.SourceFile, start);
  const { snippet, from } = parts.findLast((part) => part.from <= line) ?? parts[0];
  const place = snippet.line + Math.max(line - from, 0);
  const text = ts.flattenDiagnosticMessageText(messageText, '\n');
  return `${snippet.file}:${place.toString()} TS${code.toString()} ${text}`;
}

const inPages = snippetsOfPages();
const inExamples = snippetsOfExamples();

test.each([
  [inPages.length, 'pages', inPages],
  [inExamples.length, 'doc comments', inExamples],
])('each of the %i blocks of code in %s compiles strictly', (_count, _where, snippets) => {
  expect(snippets.length).toBeGreaterThan(40);
  expect(errorsOf(filesOf(snippets))).toEqual([]);
});

const json = pageFiles(ROOT).flatMap((file) =>
  readPage(readFileSync(join(ROOT, file), 'utf8'))
    .blocks.filter(({ language }) => language === 'json')
    .map(({ code, line }) => ({ place: `${file}:${line.toString()}`, code })),
);

test.each(json)('the JSON in $place can be read', ({ code }) => {
  expect(JSON.parse(code)).toBeDefined();
});
