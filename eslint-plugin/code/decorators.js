/** The decorators of classes and their methods. */
import { findExport, nameInSpanlink } from './imports.js';

/** The decorators of methods that spanlink has. */
const OF_METHODS = new Set(['LinkFrom', 'Plan', 'Span', 'Stage', 'Task', 'Tool', 'Turn']);

/** Returns the expression that names a decorator: `Span` of `@Span()`. */
export function nameOfDecorator({ expression }) {
  return expression.type === 'CallExpression' ? expression.callee : expression;
}

/** Returns the name that spanlink gives a decorator; `undefined` for one of others. */
export function decoratorName(sourceCode, decorator) {
  return nameInSpanlink(sourceCode, nameOfDecorator(decorator));
}

/** Returns true for a decorator of spanlink's that gives a method its span. */
export function isOfMethods(sourceCode, decorator) {
  return OF_METHODS.has(decoratorName(sourceCode, decorator));
}

/** Returns the module that a decorator comes from; `undefined` for one that the file makes itself. */
export function moduleOfDecorator(sourceCode, decorator) {
  return findExport(sourceCode, nameOfDecorator(decorator))?.module;
}

/** Returns the calls of a decorator of spanlink's on a class or method: `LinkFrom(0)`. */
export function decoratorCalls(sourceCode, { decorators = [] }, name) {
  return decorators
    .filter((decorator) => decoratorName(sourceCode, decorator) === name)
    .map(({ expression }) => expression)
    .filter(({ type }) => type === 'CallExpression');
}
