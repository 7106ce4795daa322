/** Expressions that give a generator object, or another iterator: what is empty once it has been read. */
import { findDefinition, nameOfProperty } from './imports.js';

/** The methods of collections that return an iterator. */
const ITERATORS = new Set(['entries', 'keys', 'values']);

/** Returns true for a call that makes a generator object, as far as the file shows. */
export function makesGenerator(sourceCode, node) {
  if (node?.type !== 'CallExpression') return false;
  return isGenerator(functionOf(sourceCode, node.callee));
}

/** Returns true for a call that makes an iterator of a collection: `map.values()`. */
export function makesIterator(node) {
  if (node?.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.arguments.length > 0)
    return false;
  return ITERATORS.has(nameOfProperty(node.callee.property, node.callee.computed));
}

/** Returns true for a variable that holds a generator object. */
export function isGeneratorVariable(sourceCode, node) {
  if (node?.type !== 'Identifier') return false;
  const { type, node: declarator } = findDefinition(sourceCode, node) ?? {};
  return type === 'Variable' && declarator.id.type === 'Identifier' && makesGenerator(sourceCode, declarator.init);
}

/** Returns the class that a node stands in. */
export function classAround(node) {
  for (let at = node.parent; at; at = at.parent) if (at.type === 'ClassBody') return at.parent;
  return undefined;
}

/** Returns a class's own method by its name. */
export function methodOf(node, name) {
  if (name === undefined) return undefined;
  return node?.body.body.find(
    ({ type, key, computed }) => type === 'MethodDefinition' && nameOfProperty(key, computed) === name,
  );
}

/** Finds the function that is called: one of the file, or a method of the class around it. */
function functionOf(sourceCode, callee) {
  if (callee.type === 'Identifier') {
    const { type, node } = findDefinition(sourceCode, callee) ?? {};
    return type === 'Variable' ? node.init : type === 'FunctionName' ? node : undefined;
  }
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'ThisExpression') return undefined;
  return methodOf(classAround(callee), nameOfProperty(callee.property, callee.computed))?.value;
}

function isGenerator(node) {
  return node?.generator === true;
}
