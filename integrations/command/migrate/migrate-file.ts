/** One file of an application on its way from nestjs-otel to spanlink. */
import type ts from 'typescript';
import { convertUse } from './convert-call.js';
import type { Edit } from './edits.js';
import { findUses, isOfNestjsOtel, type Use } from './find-uses.js';
import type { TypeScript } from './load-typescript.js';
import { rewriteImports } from './rewrite-imports.js';

/** What is left as it was, and why. */
export interface Left {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

/** What becomes of a file. */
export interface Migration {
  readonly edits: readonly Edit[];
  /** The uses that were converted. */
  readonly changed: number;
  readonly left: readonly Left[];
}

/** Reads a file. */
export function parse(ts: TypeScript, path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** Returns true if a file uses more of nestjs-otel than has a counterpart. */
export function usesOthers(ts: TypeScript, file: ts.SourceFile): boolean {
  return (findUses(ts, file)?.others.length ?? 0) > 0;
}

/**
 * Converts each use of nestjs-otel in a file as a whole, or leaves it as a whole.
 *
 * @param needsModule Some file needs the module of nestjs-otel.
 */
export function migrateFile(ts: TypeScript, file: ts.SourceFile, needsModule: boolean): Migration {
  const found = findUses(ts, file);
  const left: Left[] = otherForms(ts, file).map((node) => toLeft(node, 'only imports are converted'));
  if (found === undefined) return { edits: [], changed: 0, left };
  const sorted = { converted: [] as Use[], left: [] as Use[] };
  const edits: Edit[] = [];
  for (const use of found.uses) {
    const isShadowed = found.shadowed.has(use.node.getText().split('.')[0] ?? '');
    const result = isShadowed
      ? { reason: 'the file gives this name to something else, too' }
      : convertUse(ts, use, needsModule);
    if ('edits' in result) {
      sorted.converted.push(use);
      edits.push(...result.edits);
    } else {
      sorted.left.push(use);
      left.push(toLeft(use.node.parent, result.reason));
    }
  }
  if (sorted.converted.length > 0) edits.push(...rewriteImports(ts, file, found, sorted));
  if (found.others.length > 0) {
    const names = [...new Set(found.others)].join(', ');
    left.push(toLeft(found.imports[0] as ts.Node, `${names} have no counterpart`));
  }
  return { edits, changed: sorted.converted.length, left };
}

/** Returns where a file has nestjs-otel otherwise than by an import: `require`, `export from`, `import()`. */
function otherForms(ts: TypeScript, file: ts.SourceFile): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const isOther =
      (ts.isCallExpression(node) && isOfNestjsOtel(ts, node.arguments[0])) ||
      (ts.isExportDeclaration(node) && isOfNestjsOtel(ts, node.moduleSpecifier)) ||
      (ts.isExternalModuleReference(node) && isOfNestjsOtel(ts, node.expression));
    if (isOther) nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return nodes;
}

function toLeft(node: ts.Node, reason: string): Left {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart());
  const text = node.getText().replace(/\s+/g, ' ');
  return { line: line + 1, text: text.length > 60 ? `${text.slice(0, 59)}…` : text, reason };
}
