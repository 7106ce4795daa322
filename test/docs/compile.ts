/** A TypeScript program over files that exist in memory alone, with the options of a strict project. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './snippets';

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly import: { readonly types: string } }>>;
}

/** The entry points of the package by name, each with its source. */
export const ENTRIES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries((JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest).exports).flatMap(
    ([path, found]) =>
      typeof found === 'string'
        ? []
        : [[path.replace('.', 'spanlink'), found.import.types.replace('./dist/esm/', '').replace('.d.ts', '.ts')]],
  ),
);

/** What is asked of all code in the documentation. */
export const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node', 'jest'],
  paths: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, [join(ROOT, file)]])),
  strict: true,
  noPropertyAccessFromIndexSignature: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  isolatedModules: true,
  moduleDetection: ts.ModuleDetectionKind.Force,
  esModuleInterop: true,
  allowJs: true,
  checkJs: true,
  skipLibCheck: true,
  noEmit: true,
};

const NOT_INSTALLED = join(ROOT, 'test/docs/not-installed.d.ts');

/** What was read from the disk, for all programs. */
const sources = new Map<string, ts.SourceFile | undefined>();

/** Makes a program of files by their absolute paths; what they import is read from the disk. */
export function programOf(files: ReadonlyMap<string, string>, options: ts.CompilerOptions = {}): ts.Program {
  const all = { ...OPTIONS, ...options };
  const host = ts.createCompilerHost(all);
  const folders = new Set([...files.keys()].flatMap(foldersAbove));
  const { fileExists, readFile, getSourceFile, directoryExists } = host;
  host.fileExists = (path) => files.has(path) || fileExists.call(host, path);
  host.readFile = (path) => files.get(path) ?? readFile.call(host, path);
  host.directoryExists = (path) => folders.has(path) || (directoryExists?.call(host, path) ?? true);
  host.getSourceFile = (path, target, ...rest) => {
    const text = files.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, target, true);
    const key = `${path}${String(all.noLib ?? false)}`;
    if (!sources.has(key)) sources.set(key, getSourceFile.call(host, path, target, ...rest));
    return sources.get(key);
  };
  return ts.createProgram({ rootNames: [NOT_INSTALLED, ...files.keys()], options: all, host });
}

const foldersAbove = (path: string): string[] => {
  const folder = dirname(path);
  return folder.length <= ROOT.length ? [] : [folder, ...foldersAbove(folder)];
};

/** Returns what is wrong with a file of a program. */
export function errorsIn(program: ts.Program, path: string): ts.Diagnostic[] {
  const source = program.getSourceFile(path);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
}

/** Returns the names that modules export, each with whether it is a value. */
export function exportsOf(modules: readonly string[]): Map<string, ReadonlyMap<string, boolean>> {
  const path = join(ROOT, 'test/docs/all-modules.ts');
  const text = modules.map((name, at) => `import * as m${at.toString()} from '${name}';`).join('\n');
  const program = programOf(new Map([[path, text]]));
  const checker = program.getTypeChecker();
  return new Map(
    (program.getSourceFile(path)?.statements ?? []).flatMap((statement) => {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
      const symbol = checker.getSymbolAtLocation(statement.moduleSpecifier);
      const found = symbol === undefined ? [] : checker.getExportsOfModule(symbol);
      return [[statement.moduleSpecifier.text, new Map(found.map((each) => [each.name, isValue(each, checker)]))]];
    }),
  );
}

function isValue(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return (target.flags & ts.SymbolFlags.Value) !== 0;
}
