/** Expressions that give a guard: the handle on a span of spanlink's. */
import { calledName, findDefinition, nameInSpanlink, nameOfProperty } from './imports.js';

/** The methods of a guard that return the guard. */
const FLUENT = new Set(['addEvent', 'fail', 'link', 'setAttribute', 'setAttributes']);

/** Returns true for an expression that gives a guard, as far as the file shows. */
export function isGuard(sourceCode, node) {
  switch (node?.type) {
    case 'NewExpression':
      return nameInSpanlink(sourceCode, node.callee) === 'SpanGuard';
    case 'CallExpression':
      return calledName(sourceCode, node) === 'startSpan' || isCallOnGuard(sourceCode, node);
    case 'ChainExpression':
    case 'TSNonNullExpression':
      return isGuard(sourceCode, node.expression);
    case 'Identifier':
      return isDefinedAsGuard(sourceCode, findDefinition(sourceCode, node));
    default:
      return false;
  }
}

/** Returns the method that is called on a guard. */
export function methodOfGuard(sourceCode, { callee }) {
  if (callee?.type !== 'MemberExpression' || !isGuard(sourceCode, callee.object)) return undefined;
  return nameOfProperty(callee.property, callee.computed);
}

function isCallOnGuard(sourceCode, call) {
  const { callee } = call;
  if (callee.type !== 'MemberExpression') return false;
  const name = nameOfProperty(callee.property, callee.computed);
  if (nameInSpanlink(sourceCode, callee.object) === 'SpanGuard') return name === 'current';
  return FLUENT.has(name) && isGuard(sourceCode, callee.object);
}

function isDefinedAsGuard(sourceCode, definition) {
  if (definition?.type === 'Variable') {
    const { id, init } = definition.node;
    return id.type === 'Identifier' && (isTypedAsGuard(sourceCode, id) || isGuard(sourceCode, init));
  }
  if (definition?.type !== 'Parameter') return false;
  const method = definition.node;
  const parameter = method.params.find((param) => param === definition.name || param.left === definition.name);
  if (parameter === undefined) return false;
  if (isTypedAsGuard(sourceCode, definition.name) || isGuard(sourceCode, parameter.right)) return true;
  const isBody = method.parent.type === 'CallExpression' && method.parent.arguments.at(-1) === method;
  return isBody && method.params[0] === parameter && calledName(sourceCode, method.parent) === 'inSpan';
}

function isTypedAsGuard(sourceCode, { typeAnnotation }) {
  const type = typeAnnotation?.typeAnnotation;
  return type?.type === 'TSTypeReference' && nameInSpanlink(sourceCode, type.typeName) === 'SpanGuard';
}
