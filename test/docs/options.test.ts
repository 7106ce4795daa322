/** Every option that a public type has is in the documentation of its entry point, as code. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { readPage } from '../../docs/.vitepress/read-page';
import { ENTRIES, programOf } from './compile';
import { ROOT } from './snippets';

/** The pages that explain what an entry point exports. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  spanlink: ['README.md'],
  'spanlink/agents': ['docs/agents.md'],
  'spanlink/bullmq': ['docs/bullmq.md'],
  'spanlink/console': ['README.md', 'docs/testing.md'],
  'spanlink/mcp': ['docs/mcp.md'],
  'spanlink/nestjs': ['docs/nestjs.md'],
  'spanlink/rxjs': ['docs/rxjs.md'],
  'spanlink/sampling': ['docs/sampling.md'],
  'spanlink/temporal': ['docs/temporal.md'],
  'spanlink/testing': ['docs/testing.md'],
  'spanlink/workflow': ['docs/workflow.md'],
};

/** Types with options, by their names. */
const HAS_OPTIONS = /(?:Options|Configuration|Limits|Description)$/;

const codeIn = (pages: readonly string[]): string =>
  pages.map((file) => readPage(readFileSync(join(ROOT, file), 'utf8')).codes.join('\n')).join('\n');

const isIn = (code: string, name: string): boolean => new RegExp(`(?<![\\w$-])${name}(?![\\w-])`).test(code);

/** Returns the options of an entry point. */
function optionsOf(checker: ts.TypeChecker, source: ts.SourceFile): string[] {
  const symbol = checker.getSymbolAtLocation(source);
  const found = symbol === undefined ? [] : checker.getExportsOfModule(symbol);
  return found
    .filter(({ name }) => HAS_OPTIONS.test(name))
    .flatMap((each) =>
      checker
        .getDeclaredTypeOfSymbol(checker.getAliasedSymbol(each))
        .getProperties()
        .map((property) => `${each.name}.${property.name}`),
    );
}

/** The options of each entry point, as `Type.option`. */
const options = ((): (readonly [entry: string, options: readonly string[]])[] => {
  const imports = Object.keys(ENTRIES).map((name) => `import '${name}';`);
  const program = programOf(new Map([[join(ROOT, 'test/docs/all-entries.ts'), imports.join('\n')]]));
  return Object.entries(ENTRIES).map(([entry, file]) => [
    entry,
    optionsOf(program.getTypeChecker(), program.getSourceFile(join(ROOT, file)) as ts.SourceFile),
  ]);
})();
const count = options.flatMap(([, each]) => each).length;

test(`each of the ${count.toString()} options of the package is in the documentation of its entry point`, () => {
  expect(count).toBeGreaterThan(200);
  const missing = options.flatMap(([entry, each]) => {
    const code = codeIn(PAGES[entry] ?? []);
    return each.filter((option) => !isIn(code, option.replace(/.*\./, ''))).map((option) => `${entry}: ${option}`);
  });
  expect(missing).toEqual([]);
});

const explorer = codeIn(['explorer/README.md', 'explorer/docs/options.md']);
const flags = flagsOfExplorer();

test(`each of the ${flags.length.toString()} options of the explorer's commands is in its documentation`, () => {
  expect(flags.length).toBeGreaterThan(30);
  expect(flags.filter((option) => !isIn(explorer, option))).toEqual([]);
});

const names = ['explorer-options.ts', 'store/open-store.ts'].flatMap(optionsInFile);

test(`each of the ${names.length.toString()} options of startExplorer is in its documentation`, () => {
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !isIn(explorer, name))).toEqual([]);
});

/** Returns the options that the help of all commands names. */
function flagsOfExplorer(): string[] {
  const commands = [[], ['query'], ['export'], ['open'], ['keep'], ['mcp'], ['doctor']];
  const help = commands.map((command) =>
    execFileSync(process.execPath, ['explorer/bin/spanlink-explorer.js', 'help', ...command], { cwd: ROOT }).toString(),
  );
  return [...new Set([...help.join('\n').matchAll(/(?<![\w-])--[a-z][\w-]+/g)].map(([option]) => option))];
}

/** Returns the options in the interfaces that `startExplorer` takes. */
function optionsInFile(file: string): string[] {
  const text = readFileSync(join(ROOT, 'explorer/server', file), 'utf8');
  return ts
    .createSourceFile(file, text, ts.ScriptTarget.ES2022)
    .statements.filter((statement) => ts.isInterfaceDeclaration(statement))
    .filter(({ name }) => ['ExplorerOptions', 'StoreOptions'].includes(name.text))
    .flatMap(({ members }) => members.map(({ name }) => (name as ts.Identifier).text));
}
