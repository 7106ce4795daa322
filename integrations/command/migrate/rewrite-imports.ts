/** Imports of nestjs-otel become those of spanlink, as far as their uses do. */
import type ts from 'typescript';
import type { Edit } from './edits.js';
import { COUNTERPARTS, type Exported, type Use, type Uses } from './find-uses.js';
import type { TypeScript } from './load-typescript.js';

/** The uses that are converted, and those that are left. */
export interface Sorted {
  readonly converted: readonly Use[];
  readonly left: readonly Use[];
}

/** Returns the edits of the imports, and of the converted uses where their name changes. */
export function rewriteImports(ts: TypeScript, file: ts.SourceFile, uses: Uses, { converted, left }: Sorted): Edit[] {
  const names = new Set(identifiersOf(ts, file));
  const edits: Edit[] = [];
  /** What is to be imported, by module. */
  const wanted = new Map<string, Set<string>>();
  for (const exported of new Set(converted.map((use) => use.exported))) {
    const { name, module } = COUNTERPARTS[exported];
    for (const local of new Set(
      converted.filter((use) => use.exported === exported).map(({ node }) => node.getText()),
    )) {
      const isMoved = !left.some(({ node }) => node.getText() === local);
      const own = importedAs(ts, file, module, name) ?? chooseName(local, exported, isMoved, names);
      names.add(own);
      if (importedAs(ts, file, module, name) === undefined) {
        const specifiers = wanted.get(module) ?? new Set();
        wanted.set(module, specifiers.add(own === name ? name : `${name} as ${own}`));
      }
      for (const { node } of converted.filter((use) => use.node.getText() === local && use.exported === exported)) {
        if (own !== local) edits.push({ start: node.getStart(), end: node.getEnd(), text: own });
      }
    }
  }
  const keeps = (local: string): boolean => !converted.some(({ node }) => node.getText() === local) || isLeft(local);
  const isLeft = (local: string): boolean => left.some(({ node }) => node.getText() === local);
  const keepsNamespace = uses.others.length > 0 || left.length > 0;
  const [first] = uses.imports;
  for (const declaration of uses.imports) {
    const kept = keptClause(ts, declaration, keeps, keepsNamespace);
    const added = declaration === first ? newImports(ts, file, declaration, wanted) : { lines: [], edits: [] };
    edits.push(...added.edits, ...replaceDeclaration(file, declaration, kept, added.lines));
  }
  return edits;
}

/** Returns what is left of an import clause: its text, or nothing. */
function keptClause(
  ts: TypeScript,
  { importClause }: ts.ImportDeclaration,
  keeps: (local: string) => boolean,
  keepsNamespace: boolean,
): string | undefined {
  const bindings = importClause?.namedBindings;
  if (importClause === undefined || importClause.isTypeOnly) return importClause?.getText() ?? '';
  const parts: string[] = [];
  if (importClause.name !== undefined && keepsNamespace) parts.push(importClause.name.text);
  if (bindings !== undefined && ts.isNamespaceImport(bindings) && keepsNamespace) parts.push(bindings.getText());
  if (bindings !== undefined && ts.isNamedImports(bindings)) {
    const kept = bindings.elements.filter(({ name }) => keeps(name.text));
    if (kept.length === bindings.elements.length) parts.push(bindings.getText());
    else if (kept.length > 0) parts.push(`{ ${kept.map((element) => element.getText()).join(', ')} }`);
  }
  return parts.length === 0 ? undefined : parts.join(', ');
}

function replaceDeclaration(
  file: ts.SourceFile,
  declaration: ts.ImportDeclaration,
  kept: string | undefined,
  lines: readonly string[],
): Edit[] {
  const newLine = file.text.includes('\r\n') ? '\r\n' : '\n';
  const [start, end] = [declaration.getStart(), declaration.getEnd()];
  const { importClause } = declaration;
  if (kept === undefined) {
    const text = lines.join(newLine);
    // with its line, where nothing takes its place
    const isLine = text === '' && file.text.startsWith(newLine, end);
    return [{ start, end: isLine ? end + newLine.length : end, text }];
  }
  const edits: Edit[] = lines.length === 0 ? [] : [{ start: end, end, text: newLine + lines.join(newLine) }];
  if (importClause !== undefined && importClause.getText() !== kept)
    edits.push({ start: importClause.getStart(), end: importClause.getEnd(), text: kept });
  return edits;
}

/** Returns the imports to write as lines, and those that are added to imports which are there. */
function newImports(
  ts: TypeScript,
  file: ts.SourceFile,
  declaration: ts.ImportDeclaration,
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
): { lines: string[]; edits: Edit[] } {
  const quote = declaration.moduleSpecifier.getText()[0] ?? "'";
  const end = declaration.getText().endsWith(';') ? ';' : '';
  const lines: string[] = [];
  const edits: Edit[] = [];
  for (const [module, specifiers] of wanted) {
    const last = namedImports(ts, file, module).at(-1)?.elements.at(-1);
    const text = [...specifiers].join(', ');
    if (last !== undefined) edits.push({ start: last.getEnd(), end: last.getEnd(), text: `, ${text}` });
    else lines.push(`import { ${text} } from ${quote}${module}${quote}${end}`);
  }
  return { lines, edits };
}

function importedAs(ts: TypeScript, file: ts.SourceFile, module: string, exported: string): string | undefined {
  return namedImports(ts, file, module)
    .flatMap(({ elements }) => [...elements])
    .find(({ name, propertyName = name }) => propertyName.text === exported)?.name.text;
}

function namedImports(ts: TypeScript, file: ts.SourceFile, module: string): ts.NamedImports[] {
  return file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || (statement.moduleSpecifier as ts.StringLiteral).text !== module)
      return [];
    const bindings = statement.importClause?.isTypeOnly === true ? undefined : statement.importClause?.namedBindings;
    return bindings !== undefined && ts.isNamedImports(bindings) ? [bindings] : [];
  });
}

/** Returns the name that a file gives an import: the one it had, or the new one where nothing else has it. */
function chooseName(local: string, exported: Exported, isMoved: boolean, names: ReadonlySet<string>): string {
  const { name } = COUNTERPARTS[exported];
  const isAlias = local !== exported && !local.includes('.');
  if (isMoved && (isAlias || local === name)) return local;
  const choices = [name, `Spanlink${name}`, ...Array.from({ length: 9 }, (_, at) => `Spanlink${name}${at + 2}`)];
  return choices.find((choice) => !names.has(choice)) ?? name;
}

function identifiersOf(ts: TypeScript, node: ts.Node): string[] {
  const found: string[] = [];
  const visit = (child: ts.Node): void => {
    // the name of a property is in nobody's way
    if (ts.isPropertyAccessExpression(child)) return visit(child.expression);
    if (ts.isIdentifier(child)) found.push(child.text);
    ts.forEachChild(child, visit);
  };
  visit(node);
  return found;
}
