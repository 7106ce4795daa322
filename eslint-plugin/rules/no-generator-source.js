/** A generator object is a source of links, though reading it empties it. */
import { decoratorCalls } from '../code/decorators.js';
import { classAround, isGeneratorVariable, makesGenerator, makesIterator, methodOf } from '../code/generators.js';
import { methodOfGuard } from '../code/guards.js';
import { calledName, findVariable, nameOfProperty } from '../code/imports.js';

export const noGeneratorSource = {
  meta: {
    type: 'problem',
    docs: { description: 'disallow generator objects as sources of links', recommended: true },
    schema: [],
    messages: {
      once:
        'This is made once, and empty after the first call: later calls have no links. ' +
        'Write a function that makes it for each: () => {{source}}.',
      emptied:
        'Reading links from {{source}} empties it, and it is read elsewhere, too. Copy its items into an array ' +
        'first, and use that in both places.',
      nested: 'A generator object in a list of sources is never read. Spread its items: ...{{source}}.',
      argument:
        '@LinkFrom({{place}}) of {{method}} reads no generator object, as its items would be gone for the method. ' +
        'Pass an array: [...{{source}}].',
    },
  },
  create(context) {
    const { sourceCode } = context;
    const report = (node, messageId, data) =>
      context.report({ node, messageId, data: { source: sourceCode.getText(node), ...data } });
    const isGenerator = (node) => makesGenerator(sourceCode, node) || isGeneratorVariable(sourceCode, node);

    const checkNested = (source) => {
      if (source?.type !== 'ArrayExpression') return;
      for (const item of source.elements) if (isGenerator(item)) report(item, 'nested');
    };
    /** Checks a source that is read at once. */
    const checkNow = (source) => {
      checkNested(source);
      if (isGeneratorVariable(sourceCode, source) && isReadElsewhere(sourceCode, source)) report(source, 'emptied');
    };
    /** Checks a source that every call reads. */
    const checkEach = (source) => {
      checkNested(source);
      if (isGenerator(source) || makesIterator(source)) report(source, 'once');
    };
    /** Checks what a selector returns: it may make a generator object, but not in a list. */
    const checkSelector = (selector) => {
      if (selector?.type === 'ArrowFunctionExpression') checkNested(selector.body);
    };

    return {
      CallExpression(node) {
        const name = calledName(sourceCode, node);
        const [first, second] = node.arguments;
        if (name === 'linksFrom' || methodOfGuard(sourceCode, node) === 'link') checkNow(first);
        else if (name === 'startSpan' || name === 'inSpan') checkNow(optionOf(second, 'links'));
        else if (name === 'LinkFrom') checkSelector(first);
        else if (name === 'Span' || name === 'Traced' || name === 'traced') {
          for (const options of [first, second]) {
            const links = optionOf(options, 'links');
            checkEach(links);
            checkSelector(links);
          }
        } else {
          for (const [place, method] of linkedArguments(sourceCode, node)) {
            if (isGenerator(node.arguments[place])) report(node.arguments[place], 'argument', { place, method });
          }
        }
      },
    };
  },
};

function optionOf(options, name) {
  if (options?.type !== 'ObjectExpression') return undefined;
  return options.properties.find(({ key, computed }) => key && nameOfProperty(key, computed) === name)?.value;
}

function isReadElsewhere(sourceCode, node) {
  const { references } = findVariable(sourceCode, node);
  return references.some((reference) => reference.isRead() && reference.identifier !== node);
}

/** Returns the arguments of a call of one of the class's own methods that `@LinkFrom` reads: `[place, method]`. */
function linkedArguments(sourceCode, { callee }) {
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'ThisExpression') return [];
  const name = nameOfProperty(callee.property, callee.computed);
  const method = methodOf(classAround(callee), name);
  if (method === undefined) return [];
  return decoratorCalls(sourceCode, method, 'LinkFrom')
    .map(({ arguments: [place] }) => place?.value)
    .filter((place) => typeof place === 'number')
    .map((place) => [place, name]);
}
