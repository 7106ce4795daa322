/** A class has stages, and no workflow that they belong to. */
import { decoratorCalls, decoratorName, moduleOfDecorator } from '../code/decorators.js';
import { calledName, findVariable } from '../code/imports.js';

/** Paths within a project, whose decorators may be composed of others. */
const OWN_PATH = /^(\.|\/|#|~|@\/)/;

export const stageNeedsWorkflow = {
  meta: {
    type: 'problem',
    docs: { description: 'require @Workflow on a class that has stages', recommended: true },
    schema: [],
    messages: {
      missing:
        "'{{name}}' has stages and no @Workflow, so no ledger knows its runs, and no attempt is linked to earlier " +
        'ones. Write @Workflow({ name, run }) above the class.',
    },
  },
  create(context) {
    const { sourceCode } = context;
    const check = (node) => {
      const stage = node.body.body.find((member) => decoratorCalls(sourceCode, member, 'Stage').length > 0);
      if (stage === undefined || mayHaveWorkflow(sourceCode, node)) return;
      context.report({ node: node.id ?? stage, messageId: 'missing', data: { name: node.id?.name ?? 'This class' } });
    };
    return { ClassDeclaration: check, ClassExpression: check };
  },
};

/** Returns true for a class that has a workflow, or may get one where that cannot be seen. */
function mayHaveWorkflow(sourceCode, node) {
  // the workflow may be that of a subclass, or of the class above
  if (node.abstract === true || node.superClass !== null) return true;
  const { decorators = [] } = node;
  if (decorators.some((decorator) => decoratorName(sourceCode, decorator) === 'Workflow')) return true;
  if (decorators.some((decorator) => isOwn(sourceCode, decorator))) return true;
  return uses(sourceCode, node).some(
    ({ parent, identifier }) =>
      parent.superClass === identifier ||
      (parent.type === 'CallExpression' && calledName(sourceCode, parent.callee) === 'Workflow'),
  );
}

/** Returns true for a decorator of the project's own, which may make the class a workflow. */
function isOwn(sourceCode, decorator) {
  const { expression } = decorator;
  const module = moduleOfDecorator(sourceCode, decorator);
  const name = expression.type === 'CallExpression' ? expression.callee : expression;
  return module === undefined || OWN_PATH.test(module) || name.name === 'applyDecorators';
}

/** Returns the places where a class is named, each with the node around it. */
function uses(sourceCode, node) {
  if (node.id === null) return [];
  const inside = findVariable(sourceCode, node.id);
  const outside = sourceCode.getDeclaredVariables(node);
  return [...new Set([inside, ...outside])]
    .flatMap((variable) => variable?.references ?? [])
    .map(({ identifier }) => ({ identifier, parent: identifier.parent }));
}
