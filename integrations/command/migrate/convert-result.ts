/** `onResult` of nestjs-otel becomes `result`: without the object around its attributes. */
import type ts from 'typescript';
import { applyEdits, type Edit } from './edits.js';
import type { TypeScript } from './load-typescript.js';

type OnResult = ts.PropertyAssignment | ts.ShorthandPropertyAssignment | ts.MethodDeclaration;
type FunctionLike = ts.ArrowFunction | ts.FunctionExpression | ts.MethodDeclaration;

/** Returns the option `result` that gives the same attributes as a property `onResult`. */
export function convertResult(ts: TypeScript, property: OnResult): string {
  const file = property.getSourceFile();
  if (ts.isShorthandPropertyAssignment(property)) return callResult(property.name.text);
  const handler = ts.isMethodDeclaration(property) ? property : withoutParentheses(ts, property.initializer);
  if (!isFunction(ts, handler)) return callResult(handler.getText(file));
  const edits = [...typeOfResult(handler), ...(unwrapReturns(ts, handler) ?? [])];
  const isAsync = handler.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
  if (isAsync || handler.asteriskToken !== undefined || unwrapReturns(ts, handler) === undefined) {
    const text = ts.isMethodDeclaration(handler)
      ? `function ${file.text.slice(handler.name.getEnd(), handler.getEnd())}`
      : handler.getText(file);
    return callResult(`(${text})`);
  }
  const text = (start: number): string => applyEdits(file.text, edits, start, handler.getEnd());
  return ts.isMethodDeclaration(handler)
    ? `result${text(handler.name.getEnd())}`
    : `result: ${text(handler.getStart(file))}`;
}

function callResult(handler: string): string {
  return `result: (value: any) => ${handler}(value)?.attributes`;
}

function isFunction(ts: TypeScript, node: ts.Node): node is FunctionLike {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node);
}

/** Returns the edits that keep the type which nestjs-otel gives the result. */
function typeOfResult(handler: FunctionLike): Edit[] {
  const [parameter] = handler.parameters;
  if (parameter === undefined || parameter.type !== undefined) return [];
  const file = handler.getSourceFile();
  const { end } = parameter.name;
  const isBare =
    file.text[handler.getStart(file)] !== '(' && !file.text.slice(handler.pos, parameter.pos).includes('(');
  const start = parameter.getStart(file);
  return isBare
    ? [{ start, end, text: `(${parameter.name.getText(file)}: any)` }]
    : [{ start: end, end, text: ': any' }];
}

/** Returns the edits that put attributes in the place of objects that hold them alone; `undefined` if others return. */
function unwrapReturns(ts: TypeScript, handler: FunctionLike): Edit[] | undefined {
  const { body } = handler;
  if (body === undefined) return undefined;
  const edits = (ts.isBlock(body) ? returnsOf(ts, body) : [body]).map((returned) => unwrap(ts, returned));
  return edits.every((edit) => edit !== undefined) ? edits : undefined;
}

function unwrap(ts: TypeScript, returned: ts.Expression): Edit | undefined {
  const object = withoutParentheses(ts, returned);
  const [property, ...others] = ts.isObjectLiteralExpression(object) ? object.properties : [];
  if (property === undefined || others.length > 0 || property.name?.getText() !== 'attributes') return undefined;
  const [start, end] = [returned.getStart(), returned.getEnd()];
  if (ts.isShorthandPropertyAssignment(property)) return { start, end, text: 'attributes' };
  return ts.isPropertyAssignment(property)
    ? { start, end, text: inArrow(ts, property.initializer, returned) }
    : undefined;
}

/** Returns the text of an expression where another one stands: an object that an arrow returns needs parentheses. */
export function inArrow(ts: TypeScript, expression: ts.Expression, place: ts.Expression): string {
  const text = expression.getText();
  return ts.isArrowFunction(place.parent) && ts.isObjectLiteralExpression(expression) ? `(${text})` : text;
}

/** Returns what a function's own `return` statements return. */
export function returnsOf(ts: TypeScript, body: ts.Block): ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression !== undefined) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

/** Returns an expression out of its parentheses. */
export function withoutParentheses(ts: TypeScript, node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? withoutParentheses(ts, node.expression) : node;
}
