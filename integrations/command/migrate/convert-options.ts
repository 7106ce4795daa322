/** Options of nestjs-otel's decorators become those of spanlink's. */
import type ts from 'typescript';
import { convertResult, inArrow, returnsOf, withoutParentheses } from './convert-result.js';
import { applyEdits, type Edit } from './edits.js';
import type { TypeScript } from './load-typescript.js';

/** The edits that write options for spanlink; or the reason why they cannot be. */
export type Converted = { readonly edits: readonly Edit[] } | { readonly reason: string };

/** Options of OpenTelemetry that spanlink takes as they are. */
const SAME = new Set(['attributes', 'kind', 'links', 'root']);

/** Converts the options that an object holds. */
export function convertObject(ts: TypeScript, object: ts.ObjectLiteralExpression): Converted {
  const edits: Edit[] = [];
  for (const property of object.properties) {
    const name = nameOf(ts, property);
    if (name === undefined) return { reason: 'some of its options are not written here' };
    if (SAME.has(name)) continue;
    const isResult = name === 'onResult' && !ts.isSpreadAssignment(property) && !ts.isAccessor(property);
    if (!isResult) return { reason: `there is no option for its ${name}` };
    edits.push({ start: property.getStart(), end: property.getEnd(), text: convertResult(ts, property) });
  }
  return { edits };
}

/** Converts the options that a function of the arguments returns: each option that reads them becomes a function. */
export function convertFunction(ts: TypeScript, options: ts.ArrowFunction | ts.FunctionExpression): Converted {
  const { body } = options;
  const returns = ts.isBlock(body) ? returnsOf(ts, body) : [body];
  const returned = returns[0];
  const object = returned && withoutParentheses(ts, returned);
  if (returned === undefined || returns.length > 1 || !ts.isObjectLiteralExpression(object as ts.Node))
    return { reason: 'what its function returns is not one object that is written there' };
  const locals = localNames(ts, options);
  const parts: string[] = [];
  for (const property of (object as ts.ObjectLiteralExpression).properties) {
    const name = nameOf(ts, property);
    if (name === undefined) return { reason: 'some of its options are not written here' };
    const readsArguments = mentions(ts, property, locals);
    if ((name === 'attributes' || name === 'links') && readsArguments) {
      const value = ts.isPropertyAssignment(property) ? property.initializer : (property.name as ts.Identifier);
      const edit = { start: returned.getStart(), end: returned.getEnd(), text: inArrow(ts, value, returned) };
      const file = options.getSourceFile();
      parts.push(`${name}: ${applyEdits(file.text, [edit], options.getStart(), options.getEnd())}`);
    } else if (readsArguments) return { reason: `its ${name} depends on the arguments` };
    else if (SAME.has(name)) parts.push(property.getText());
    else if (name === 'onResult' && !ts.isSpreadAssignment(property) && !ts.isAccessor(property))
      parts.push(convertResult(ts, property));
    else return { reason: `there is no option for its ${name}` };
  }
  const text = parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
  return { edits: [{ start: options.getStart(), end: options.getEnd(), text }] };
}

/** Returns the name of an option; `undefined` where that is not written. */
function nameOf(ts: TypeScript, { name }: ts.ObjectLiteralElementLike): string | undefined {
  return name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : undefined;
}

/** Returns the names that a function defines: its parameters, and what its body declares. */
function localNames(ts: TypeScript, options: ts.ArrowFunction | ts.FunctionExpression): ReadonlySet<string> {
  const names = new Set<string>(['arguments']);
  const visit = (node: ts.Node): void => {
    const isDeclared = ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node);
    if (isDeclared && ts.isIdentifier(node.name)) names.add(node.name.text);
    // a function in it has names of its own
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
    else if (node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
  };
  ts.forEachChild(options, visit);
  return names;
}

/** Returns true if an option's value mentions one of the names. */
function mentions(ts: TypeScript, property: ts.ObjectLiteralElementLike, names: ReadonlySet<string>): boolean {
  const visit = (node: ts.Node): boolean => {
    if (node.kind === ts.SyntaxKind.ThisKeyword) return true;
    if (ts.isIdentifier(node)) return names.has(node.text);
    if (ts.isPropertyAccessExpression(node)) return visit(node.expression);
    if (ts.isPropertyAssignment(node)) return visit(node.initializer);
    return ts.forEachChild(node, (child) => visit(child) || undefined) === true;
  };
  return visit(property);
}
