/** `@Workflow`: the stages of a class belong to one process. */
import { type ClassDecorator, decorateClass, type DecoratedClass } from '../../../decorators/class.js';
import { membersOf, provideMetadata } from '../../../decorators/members.js';
import { notCalled } from '../../../decorators/method.js';
import { spanlinkError } from '../../../lib/global/errors.js';
import { checkOptionNames } from '../../../lib/global/option-names.js';
import { reportFailure } from '../../../lib/global/report.js';
import { getPlan } from '../../../lib/calls/traced-function.js';
import type { StageDeclaration } from '../attempts/stage-declaration.js';
import { type StageOptions, WORKFLOW_OPTION_NAMES, type WorkflowOptions } from '../attempts/stage-options.js';

/**
 * Decorates a class, in either decorator model.
 *
 * @example
 * ```ts
 * const loan: WorkflowDecorator = Workflow({ name: 'loan', run: (application: Application) => application.id });
 *
 * @loan
 * class LoanApplication {
 *   @Stage() async submit(application: Application) {}
 * }
 * ```
 */
export type WorkflowDecorator = ClassDecorator;

/** The key of a class's workflow, which its subclasses inherit. */
const WORKFLOW = Symbol.for('spanlink.workflow');

/**
 * Assigns the stages of a class to a workflow, and each call to a run. Choose the name for good: the ledger identifies
 * runs by the name and `run`.
 *
 * @param options The name of the workflow, and a function that returns the run of a call.
 * @throws {TypeError} At decoration: `ERR_SPANLINK_NOT_A_CLASS` on anything but a class, `ERR_SPANLINK_WORKFLOW`
 *   without a name or `run`, `ERR_SPANLINK_STAGE` if a stage names one that the class does not have,
 *   `ERR_SPANLINK_NOT_CALLED` without parentheses.
 *
 * @example
 * ```ts
 * @Workflow({ name: 'loan-application', run: (application: Application) => application.id })
 * class LoanApplication {
 *   @Stage() async submit(application: Application) {}
 *   @Stage({ after: 'submit' }) async underwrite(application: Application) {}
 * }
 * ```
 */
export function Workflow(options: WorkflowOptions): WorkflowDecorator;
export function Workflow(options: unknown, ...others: unknown[]): WorkflowDecorator {
  // a class or a method, with its key or context: it was written without parentheses
  if (typeof options === 'function' || others.length > 0) throw notCalled('@Workflow', '@Workflow({ name, run })');
  const { name, run } = (options ?? {}) as Partial<WorkflowOptions>;
  if (typeof name !== 'string' || name === '' || typeof run !== 'function') {
    throw spanlinkError(
      'ERR_SPANLINK_WORKFLOW',
      '@Workflow takes a name and a function that returns the run of a call. ' +
        'Write @Workflow({ name, run: (order) => order.id }).',
    );
  }
  provideMetadata();
  return decorateClass('@Workflow', '@Stage', (target, metadata) => {
    const [problem] = findProblems(target, metadata);
    if (problem !== undefined) throw spanlinkError('ERR_SPANLINK_STAGE', `@Stage on ${problem}`);
    checkOptionNames(`@Workflow of ${target.name}`, options, WORKFLOW_OPTION_NAMES);
    Object.defineProperty(target, WORKFLOW, { value: options, configurable: true });
  });
}

/** Returns the workflow of an instance, or of a class whose static method is called. */
export function workflowOf(self: unknown): WorkflowOptions | undefined {
  try {
    const owner = (typeof self === 'function' ? self : (self as object).constructor) as DecoratedClass & {
      [WORKFLOW]?: WorkflowOptions;
    };
    if (!checked.has(owner)) reportProblems(owner);
    return owner[WORKFLOW];
  } catch {
    return undefined;
  }
}

/** Classes whose stages have been checked, also those that inherit their workflow. */
const checked = new WeakSet<object>();

/** Reports, at the first call, the problems that no decorator could see: those of a subclass's stages. */
function reportProblems(owner: DecoratedClass): void {
  checked.add(owner);
  for (const problem of findProblems(owner)) reportFailure(`@Stage on ${problem}`, 'No link is added for that name.');
}

/** Finds the names in the options of a class's own stages that are not stages. */
function findProblems(target: DecoratedClass, metadata?: unknown): string[] {
  return [target.prototype, target].flatMap((owner) =>
    Reflect.ownKeys(owner).flatMap((method) => {
      const { after, compensates, deadLetterOf } = findStage(owner, method, metadata) ?? {};
      const unknown = [after, compensates, deadLetterOf]
        .flat()
        .filter((named) => named !== undefined && findStage(owner, named as string, metadata) === undefined);
      return unknown.map(
        (named) =>
          `\`${target.name}.${String(method)}\` names '${String(named)}', which is not a stage of the class. ` +
          'Put @Stage() there, or name one that is.',
      );
    }),
  );
}

/**
 * Finds the options of a stage on the object or its prototypes, without calling a getter.
 *
 * @param metadata That of a class which is still being decorated.
 */
function findStage(owner: object, method: PropertyKey, metadata: unknown): StageOptions | undefined {
  for (let at: object | null = owner; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const found = Object.getOwnPropertyDescriptor(at, method);
    const members = membersOf(at, method, at === owner ? metadata : undefined);
    if (found !== undefined) return (getPlan(found.value, members)?.stage as StageDeclaration | undefined)?.options;
  }
  return undefined;
}
