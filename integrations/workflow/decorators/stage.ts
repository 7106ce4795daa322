/** `@Stage`: a method is a stage of a long-running process. */
import { types } from 'node:util';
import { decorateMethod, type Known, notCalled } from '../../../decorators/method.js';
import { spanlinkError } from '../../../lib/global/errors.js';
import { checkOptionNames } from '../../../lib/global/option-names.js';
import type { Callable } from '../../../lib/spans/span-plan.js';
import { declareStage } from '../attempts/stage-declaration.js';
import { stageSpan } from '../attempts/stage-interceptor.js';
import { STAGE_OPTION_NAMES, type StageOptions } from '../attempts/stage-options.js';
import { workflowOf } from './workflow.js';

/**
 * Decorates an async method of a class that has the named stages, in either decorator model.
 *
 * @example
 * ```ts
 * const afterCheck: StageDecorator<'check', unknown[]> = Stage({ after: 'check' });
 * ```
 */
export interface StageDecorator<Names extends string, Arguments extends readonly unknown[]> {
  // legacy
  (target: Stages<Names>, key: PropertyKey, descriptor: StageDescriptor<Arguments>): void;
  // standard
  <This extends Stages<Names>>(method: StageMethod<Arguments>, context: StandardContext<This>): void;
  // both: TypeScript 5.2 infers `Arguments` from the last signature alone
  (
    ...args:
      | [target: Stages<Names>, key: PropertyKey, descriptor: StageDescriptor<Arguments>]
      | [method: StageMethod<Arguments>, context: StandardContext<Stages<Names>>]
  ): void;
}

/** The legacy model's descriptor of a stage. */
interface StageDescriptor<Arguments extends readonly unknown[]> {
  readonly value?: StageMethod<Arguments>;
}

/** An object that has the named methods. */
type Stages<Names extends string> = Readonly<Record<Names, (...args: never[]) => unknown>>;

/** A method that returns a promise, as a stage waits for the ledger. */
type StageMethod<Arguments extends readonly unknown[]> = (...args: Arguments) => Promise<unknown>;

/** The standard model's context of a method of `This`. */
interface StandardContext<This> {
  readonly kind: 'method';
  readonly access: { get(object: This): unknown };
}

/**
 * Makes an async method a stage of its class's `@Workflow`. Each call is an attempt: a short span of its own, never
 * held open across a wait, with links to earlier work of the run, as the ledger knows it: the stages that it comes
 * after (`previous`), the run's first span (`origin`), an earlier attempt that failed (`retry_of`) or whose process
 * died (`resumes`), and the stage that it undoes (`compensates`) or takes care of (`dead_letter_of`). The attempt is
 * in the ledger before the body runs. If the ledger is slow or down, the stage runs without it after a bounded time,
 * and its span has the attribute `spanlink.ledger.unavailable`.
 *
 * The same as writing:
 * ```ts
 * submit(application) { return runStage({ workflow, run: application.id, stage: 'submit' }, () => work(application)); }
 * ```
 *
 * @throws {TypeError} At decoration: `ERR_SPANLINK_NOT_A_METHOD` on anything but a method, `ERR_SPANLINK_STAGE` on a
 *   generator or without an options object, `ERR_SPANLINK_NOT_CALLED` without parentheses.
 *
 * @example
 * ```ts
 * @Workflow({ name: 'loan-application', run: (application: Application) => application.id })
 * class LoanApplication {
 *   @Stage() async underwrite(application: Application) {}
 *   @Stage() async checkFraud(application: Application) {}
 *   @Stage({ after: ['underwrite', 'checkFraud'] }) async approve(application: Application) {}
 *   @Stage({ compensates: 'approve' }) async revoke(application: Application) {}
 * }
 * ```
 */
export function Stage<const Names extends string = never, Arguments extends readonly unknown[] = never[]>(
  options?: StageOptions<Names, Known<Arguments>>,
): StageDecorator<Named<Names>, Arguments>;
export function Stage(options: unknown = {}, ...others: unknown[]): StageDecorator<string, unknown[]> {
  // a method, a class, a prototype or nothing, with its key or context: it was written without parentheses
  if (typeof options === 'function' || others.length > 0) throw notCalled('@Stage');
  if (typeof options !== 'object' || options === null) {
    throw spanlinkError(
      'ERR_SPANLINK_STAGE',
      `@Stage takes options; it got ${options === null ? 'null' : typeof options}. ` +
        "Write @Stage(), or @Stage({ name, after: ['submit'] }).",
    );
  }
  const check = (method: Callable, site: string): void => {
    refuseGenerator(method, site);
    checkOptionNames(`@Stage of ${site}`, options, STAGE_OPTION_NAMES);
  };
  // the functions among them are typed by the method's arguments, with which they are called
  const stage = declareStage(options as StageOptions, (self, name) => ({ workflow: workflowOf(self), stage: name }));
  return decorateMethod('@Stage', { ...stageSpan(stage), check }) as unknown as StageDecorator<string, unknown[]>;
}

/** Keeps TypeScript from inferring the names from the class, whose fields are not methods, in place of the options. */
type Named<Names extends string> = Names extends infer Same extends string ? Same : never;

function refuseGenerator(method: Callable, site: string): void {
  if (!types.isGeneratorFunction(method)) return;
  throw spanlinkError(
    'ERR_SPANLINK_STAGE',
    `@Stage decorates async methods; \`${site}\` is a generator. ` +
      'Put @Span() there, and @Stage() on what consumes it.',
  );
}
