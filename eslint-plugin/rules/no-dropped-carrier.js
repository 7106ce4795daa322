/** A carrier is made, and nothing takes it along. */
import { methodOfGuard } from '../code/guards.js';
import { calledName } from '../code/imports.js';

/** The functions that shape a carrier for a client. */
const SHAPERS = new Set(['toBullMq', 'toKafka', 'toMcp', 'toMqtt', 'toNats', 'toSns', 'toSqs', 'toTemporal']);

export const noDroppedCarrier = {
  meta: {
    type: 'problem',
    docs: { description: 'disallow carriers that are made and not used', recommended: true },
    schema: [],
    messages: {
      dropped:
        'This carrier goes nowhere: {{made}} changes no message. Put what it returns into the headers, or the row, ' +
        'that the consumer reads.',
    },
  },
  create(context) {
    const { sourceCode } = context;
    return {
      CallExpression(node) {
        const isCarrier = methodOfGuard(sourceCode, node) === 'carrier';
        const shaper = isCarrier ? undefined : calledName(sourceCode, node);
        if (!isCarrier && !SHAPERS.has(shaper)) return;
        if (!isDropped(sourceCode, node)) return;
        context.report({ node, messageId: 'dropped', data: { made: isCarrier ? 'carrier()' : `${shaper}()` } });
      },
    };
  },
};

/** Returns true for an expression whose value nothing gets. */
function isDropped(sourceCode, node) {
  const { parent } = node;
  const isParentDropped = () => isDropped(sourceCode, parent);
  switch (parent.type) {
    case 'ExpressionStatement':
      return true;
    case 'AwaitExpression':
    case 'ChainExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'UnaryExpression':
      return isParentDropped();
    case 'MemberExpression':
      return parent.object === node && isParentDropped();
    case 'ConditionalExpression':
      return parent.test !== node && isParentDropped();
    case 'LogicalExpression':
      return parent.right === node && isParentDropped();
    case 'SequenceExpression':
      return parent.expressions.at(-1) !== node || isParentDropped();
    case 'VariableDeclarator':
      return isNeverRead(sourceCode, parent);
    default:
      return false;
  }
}

/** Returns true for a variable that nothing reads; others may, where it is exported or global. */
function isNeverRead(sourceCode, declarator) {
  if (declarator.parent.parent.type === 'ExportNamedDeclaration') return false;
  const variables = sourceCode.getDeclaredVariables(declarator);
  return (
    variables.length > 0 &&
    variables.every(
      ({ scope, references }) => scope.type !== 'global' && !references.some((reference) => reference.isRead()),
    )
  );
}
