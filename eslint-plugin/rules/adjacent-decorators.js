/** A decorator of somebody else stands between two of spanlink's on one method. */
import { isOfMethods, moduleOfDecorator, nameOfDecorator } from '../code/decorators.js';

/** Modules whose decorators of methods record metadata, and leave the method as it is. */
const METADATA_ONLY = ['@nestjs/*'];

/** Composes decorators, whatever they do. */
const COMPOSES = 'applyDecorators';

export const adjacentDecorators = {
  meta: {
    type: 'problem',
    docs: { description: "disallow others' decorators between spanlink's on a method", recommended: true },
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: {
          metadataOnly: {
            type: 'array',
            items: { type: 'string' },
            description: 'Modules whose decorators wrap no method; a name that ends in * stands for all below it.',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ metadataOnly: METADATA_ONLY }],
    messages: {
      between:
        "@{{other}} stands between decorators of spanlink's. If it wraps the method, the span is inside of it, " +
        'once for each time that it calls the method. Put it above or below them, where that can be seen.',
      above: 'Put @{{other}} above: the span is inside of it.',
      below: 'Put @{{other}} below: it is inside of the span.',
    },
  },
  create(context) {
    const { sourceCode } = context;
    const { metadataOnly = METADATA_ONLY } = context.options[0] ?? {};
    return {
      MethodDefinition({ decorators = [] }) {
        const ours = decorators.map((decorator) => isOfMethods(sourceCode, decorator));
        const first = ours.indexOf(true);
        const last = ours.lastIndexOf(true);
        const span = decorators.slice(first, last + 1);
        for (const other of span) {
          if (ours[decorators.indexOf(other)] || isMetadata(sourceCode, other, metadataOnly)) continue;
          const data = { other: sourceCode.getText(nameOfDecorator(other)) };
          const rest = span.filter((decorator) => decorator !== other);
          const suggest = [
            { messageId: 'above', data, fix: reorder(sourceCode, span, [other, ...rest]) },
            { messageId: 'below', data, fix: reorder(sourceCode, span, [...rest, other]) },
          ];
          context.report({ node: other, messageId: 'between', data, suggest });
        }
      },
    };
  },
};

function isMetadata(sourceCode, decorator, modules) {
  const module = moduleOfDecorator(sourceCode, decorator);
  if (module === undefined || sourceCode.getText(nameOfDecorator(decorator)).endsWith(COMPOSES)) return false;
  return modules.some((name) => (name.endsWith('*') ? module.startsWith(name.slice(0, -1)) : module === name));
}

/** Returns a fix that writes decorators in another order, with the lines and comments between them where they were. */
function reorder(sourceCode, decorators, ordered) {
  return (fixer) => {
    const between = decorators
      .slice(1)
      .map((next, at) => sourceCode.text.slice(decorators[at].range[1], next.range[0]));
    const text = ordered.map((decorator, at) => `${sourceCode.getText(decorator)}${between[at] ?? ''}`).join('');
    return fixer.replaceTextRange([decorators[0].range[0], decorators.at(-1).range[1]], text);
  };
}
