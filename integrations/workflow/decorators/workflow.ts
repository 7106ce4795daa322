/** `@Workflow`: a class whose stages are those of one process. */
import { isContext, notCalled } from '../../../decorators/method.js';
import { spanlinkError } from '../../../lib/global/errors.js';
import { reportFailure } from '../../../lib/global/report.js';
import { getPlan } from '../../../lib/calls/traced-function.js';
import type { StageDeclaration } from '../attempts/stage-declaration.js';
import type { StageOptions, WorkflowOptions } from '../attempts/stage-options.js';

/** Decorates a class, in either decorator model. */
export interface WorkflowDecorator {
  // legacy
  (target: Class, context?: undefined): void;
  // standard
  (target: Class, context: { readonly kind: 'class' }): void;
}

/** Every class there can be, also an abstract one. */
interface Class {
  readonly prototype: object;
}

interface NamedClass extends Class {
  readonly name: string;
}

/** Under which key a class knows its workflow; its subclasses inherit it. */
const WORKFLOW = Symbol.for('spanlink.workflow');

/**
 * Says which process the stages of a class belong to, and which run a call is of. Name it as it is to be known for
 * ever: the ledger knows runs by the name and `run`.
 *
 * On anything but a class, without a name or `run`, or with a stage that names one which the class does not have, it
 * throws a `TypeError` with a `code`, at decoration.
 *
 * @example
 * @Workflow({ name: 'loan-application', run: (application: Application) => application.id })
 * class LoanApplication {
 *   @Stage() async submit(application: Application) {}
 *   @Stage({ after: 'submit' }) async underwrite(application: Application) {}
 * }
 */
export function Workflow(options: WorkflowOptions): WorkflowDecorator;
export function Workflow(options: unknown, ...others: unknown[]): WorkflowDecorator {
  // a class or a method, with its key or context: it was written without parentheses
  if (typeof options === 'function' || others.length > 0) throw notCalled('@Workflow');
  const { name, run } = (options ?? {}) as Partial<WorkflowOptions>;
  if (typeof name !== 'string' || name === '' || typeof run !== 'function') {
    throw spanlinkError(
      'ERR_SPANLINK_WORKFLOW',
      '@Workflow takes a name and a function that gives the run of a call. Write @Workflow({ name, run: (order) => order.id }).',
    );
  }
  const decorate = (target: unknown, context?: unknown): void => {
    if (typeof target !== 'function' || !(isContext(context) ? context.kind === 'class' : context === undefined)) {
      const found = isContext(context) ? `a ${context.kind}` : 'a member';
      throw spanlinkError(
        'ERR_SPANLINK_NOT_A_CLASS',
        `@Workflow decorates classes; this is ${found}. Put @Stage() there.`,
      );
    }
    const [problem] = problemsOf(target as NamedClass);
    if (problem !== undefined) throw spanlinkError('ERR_SPANLINK_STAGE', `@Stage on ${problem}`);
    Object.defineProperty(target, WORKFLOW, { value: options, configurable: true });
  };
  return decorate as WorkflowDecorator;
}

/** The workflow of an instance, or of a class whose static method is called. */
export function workflowOf(self: unknown): WorkflowOptions | undefined {
  try {
    const owner = (typeof self === 'function' ? self : (self as object).constructor) as NamedClass & {
      [WORKFLOW]?: WorkflowOptions;
    };
    if (!checked.has(owner)) reportProblems(owner);
    return owner[WORKFLOW];
  } catch {
    return undefined;
  }
}

/** Classes whose stages have been looked at, also those that inherit their workflow. */
const checked = new WeakSet<object>();

/** At the first call, of what no decorator has seen: the stages of a subclass. */
function reportProblems(owner: NamedClass): void {
  checked.add(owner);
  for (const problem of problemsOf(owner)) reportFailure(`@Stage on ${problem}`, 'It is linked to nothing there.');
}

/** What the stages of a class's own name that are none. */
function problemsOf(target: NamedClass): string[] {
  return [target.prototype, target].flatMap((owner) =>
    Reflect.ownKeys(owner).flatMap((method) => {
      const { after, compensates, deadLetterOf } = stageOf(owner, method) ?? {};
      const unknown = [after, compensates, deadLetterOf]
        .flat()
        .filter((named) => named !== undefined && stageOf(owner, named as string) === undefined);
      return unknown.map(
        (named) =>
          `\`${target.name}.${String(method)}\` names '${String(named)}', which is no stage of the class. Put @Stage() there, or name one that is.`,
      );
    }),
  );
}

/** Of the object or its prototypes; no getter is run. */
function stageOf(owner: object, method: PropertyKey): StageOptions | undefined {
  for (let at: object | null = owner; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const found = Object.getOwnPropertyDescriptor(at, method);
    if (found !== undefined) return (getPlan(found.value)?.stage as StageDeclaration | undefined)?.options;
  }
  return undefined;
}
