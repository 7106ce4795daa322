/** Everything that the package exports has an example in its doc comment, which the reference shows. */
import { join } from 'node:path';
import ts from 'typescript';
import { ENTRIES, programOf } from './compile';
import { ROOT } from './snippets';

const imports = Object.keys(ENTRIES).map((name) => `import '${name}';`);
const program = programOf(new Map([[join(ROOT, 'test/docs/all-entries.ts'), imports.join('\n')]]));
const checker = program.getTypeChecker();

/** The exports, each by its declaration, with the first entry point that has it. */
const EXPORTS = new Map(
  Object.entries(ENTRIES)
    .reverse()
    .flatMap(([entry, file]) => {
      const module = checker.getSymbolAtLocation(program.getSourceFile(join(ROOT, file)) as ts.SourceFile);
      return checker.getExportsOfModule(module as ts.Symbol).map((each) => {
        const symbol = each.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each;
        return [symbol, `${entry}: ${each.name}`] as const;
      });
    }),
);

test(`each of the ${EXPORTS.size.toString()} exports has an example in its doc comment`, () => {
  expect(EXPORTS.size).toBeGreaterThan(150);
  const hasExample = (symbol: ts.Symbol): boolean =>
    symbol.getJsDocTags(checker).some(({ name }) => name === 'example');
  const missing = [...EXPORTS].flatMap(([symbol, name]) => (hasExample(symbol) ? [] : [name]));
  expect(missing).toEqual([]);
});
