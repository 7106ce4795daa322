/** `@LinkFrom(n)` names an argument that its method does not have. */
import { decoratorCalls } from '../code/decorators.js';
import { findDefinition } from '../code/imports.js';

export const linkFromArgument = {
  meta: {
    type: 'problem',
    docs: { description: 'require an argument at the place that @LinkFrom names', recommended: true },
    hasSuggestions: true,
    schema: [],
    messages: {
      beyond:
        "'{{method}}' has {{count}}, and @LinkFrom({{place}}) reads the one at place {{place}}, counted from 0: " +
        'its calls have no link.',
      noPlace: '@LinkFrom takes the place of an argument: 0, 1, …; {{place}} is none.',
      last: 'Read the last parameter: @LinkFrom({{last}}).',
    },
  },
  create(context) {
    const { sourceCode } = context;
    const check = (method, argument) => {
      const place = numberOf(sourceCode, argument);
      if (place === undefined) return;
      if (!Number.isInteger(place) || place < 0) {
        context.report({ node: argument, messageId: 'noPlace', data: { place: String(place) } });
        return;
      }
      const count = countParameters(sourceCode, method.value);
      if (place < count) return;
      const last = String(count - 1);
      context.report({
        node: argument,
        messageId: 'beyond',
        data: { method: sourceCode.getText(method.key), count: inWords(count), place: String(place) },
        suggest:
          count === 0 ? [] : [{ messageId: 'last', data: { last }, fix: (fixer) => fixer.replaceText(argument, last) }],
      });
    };
    return {
      MethodDefinition(method) {
        if (method.kind !== 'method' || method.value.type !== 'FunctionExpression') return;
        for (const call of decoratorCalls(sourceCode, method, 'LinkFrom')) check(method, call.arguments[0]);
      },
    };
  },
};

/** Returns the number that is written, or that a constant holds. */
function numberOf(sourceCode, node) {
  if (node?.type === 'Literal') return typeof node.value === 'number' ? node.value : undefined;
  if (node?.type === 'UnaryExpression' && node.operator === '-') {
    const positive = numberOf(sourceCode, node.argument);
    return positive === undefined ? undefined : -positive;
  }
  if (node?.type !== 'Identifier') return undefined;
  const { type, parent, node: declarator } = findDefinition(sourceCode, node) ?? {};
  const isConstant = type === 'Variable' && parent.kind === 'const' && declarator.id.type === 'Identifier';
  return isConstant && declarator.init?.type === 'Literal' ? numberOf(sourceCode, declarator.init) : undefined;
}

/** Returns the number of arguments that a method knows of; any number for one that reads them otherwise. */
function countParameters(sourceCode, method) {
  const readsAll = sourceCode.getScope(method).set.get('arguments')?.references.length > 0;
  if (readsAll || method.params.some(({ type }) => type === 'RestElement')) return Infinity;
  // `this: Orders` is a type, and no parameter
  return method.params.filter(({ type, name }) => type !== 'Identifier' || name !== 'this').length;
}

function inWords(count) {
  return count === 0 ? 'no parameters' : count === 1 ? 'one parameter' : `${count} parameters`;
}
