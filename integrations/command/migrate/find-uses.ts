/** What a file imports from nestjs-otel, and where it uses that. */
import type ts from 'typescript';
import type { TypeScript } from './load-typescript.js';

/** The exports that have a counterpart. */
export const COUNTERPARTS = {
  Span: { name: 'Span', module: 'spanlink' },
  Traceable: { name: 'Traced', module: 'spanlink' },
  OpenTelemetryModule: { name: 'SpanlinkModule', module: 'spanlink/nestjs' },
} as const;

export type Exported = keyof typeof COUNTERPARTS;

/** One place where a file names an export: `Span`, or `otel.Span`. */
export interface Use {
  readonly exported: Exported;
  readonly node: ts.Identifier | ts.PropertyAccessExpression;
}

/** All that a file has of nestjs-otel. */
export interface Uses {
  readonly imports: readonly ts.ImportDeclaration[];
  readonly uses: readonly Use[];
  /** Exports without a counterpart, which may need the module of nestjs-otel. */
  readonly others: readonly string[];
  /** Names of imports that the file gives to something else, too. */
  readonly shadowed: ReadonlySet<string>;
}

const MODULE = /^nestjs-otel(\/|$)/;
/** Types, which are imported without the word as well. */
const TYPE = /(Options|Factory|Metrics)$/;

/** Returns what a file imports and uses of nestjs-otel, also through `otel.Span`; `undefined` for nothing. */
export function findUses(ts: TypeScript, file: ts.SourceFile): Uses | undefined {
  const imports = file.statements.filter(
    (statement): statement is ts.ImportDeclaration =>
      ts.isImportDeclaration(statement) && isOfNestjsOtel(ts, statement.moduleSpecifier),
  );
  if (imports.length === 0) return undefined;
  const locals = new Map<string, string>();
  const namespaces = new Set<string>();
  const others: string[] = [];
  for (const { importClause } of imports) {
    const bindings = importClause?.namedBindings;
    if (importClause === undefined || importClause.isTypeOnly) continue;
    if (importClause.name !== undefined) namespaces.add(importClause.name.text);
    if (bindings === undefined) continue;
    if (ts.isNamespaceImport(bindings)) namespaces.add(bindings.name.text);
    else {
      for (const { name, propertyName = name, isTypeOnly } of bindings.elements) {
        if (isExported(propertyName.text)) locals.set(name.text, propertyName.text);
        else if (!isTypeOnly && !TYPE.test(propertyName.text)) others.push(propertyName.text);
      }
    }
  }
  const uses: Use[] = [];
  const shadowed = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isIdentifier(node) && (locals.has(node.text) || namespaces.has(node.text))) {
      const role = roleOf(ts, node);
      if (role === 'declaration') shadowed.add(node.text);
      else if (role === 'reference') addUse(node);
    }
    ts.forEachChild(node, visit);
  };
  const addUse = (node: ts.Identifier): void => {
    const exported = locals.get(node.text);
    const { parent } = node;
    if (exported !== undefined) uses.push({ exported: exported as Exported, node });
    else if (ts.isPropertyAccessExpression(parent) && isExported(parent.name.text))
      uses.push({ exported: parent.name.text, node: parent });
    else others.push(node.text);
  };
  visit(file);
  return { imports, uses, others, shadowed };
}

/** Returns true for text that names nestjs-otel, or a file in it. */
export function isOfNestjsOtel(ts: TypeScript, node: ts.Node | undefined): boolean {
  return node !== undefined && ts.isStringLiteral(node) && MODULE.test(node.text);
}

function isExported(name: string): name is Exported {
  return Object.hasOwn(COUNTERPARTS, name);
}

/** Tells a reference from a declaration by the same name, and from a property. */
function roleOf(ts: TypeScript, node: ts.Identifier): 'reference' | 'declaration' | 'property' {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent) || ts.isExportSpecifier(parent)) return 'reference';
  if (ts.isBindingElement(parent) && parent.propertyName === node) return 'property';
  if ((parent as ts.NamedDeclaration).name !== node) {
    return ts.isQualifiedName(parent) && parent.right === node ? 'property' : 'reference';
  }
  const isProperty =
    ts.isPropertyAccessExpression(parent) || ts.isClassElement(parent) || ts.isObjectLiteralElement(parent);
  return isProperty || ts.isTypeElement(parent) || ts.isEnumMember(parent) ? 'property' : 'declaration';
}
