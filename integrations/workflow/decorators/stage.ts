/** `@Stage`: a method is one step of a long-running process. */
import { decorateMethod, type Known, notCalled } from '../../../decorators/method.js';
import { spanlinkError } from '../../../lib/global/errors.js';
import { declareStage } from '../attempts/stage-declaration.js';
import { stageSpan } from '../attempts/stage-interceptor.js';
import type { StageOptions } from '../attempts/stage-options.js';
import { workflowOf } from './workflow.js';

/** Decorates an async method of a class that has the named stages, in either decorator model. */
export interface StageDecorator<Names extends string, Arguments extends readonly unknown[]> {
  // legacy
  (target: Stages<Names>, key: PropertyKey, descriptor: { readonly value?: StageMethod<Arguments> }): void;
  // standard
  <This extends Stages<Names>>(method: StageMethod<Arguments>, context: StandardContext<This>): void;
}

/** What has those methods. */
type Stages<Names extends string> = Readonly<Record<Names, (...args: never[]) => unknown>>;

/** A ledger takes its time, so that a stage gives a promise. */
type StageMethod<Arguments extends readonly unknown[]> = (...args: Arguments) => Promise<unknown>;

/** What the standard model says of a method of `This`. */
interface StandardContext<This> {
  readonly kind: 'method';
  readonly access: { get(object: This): unknown };
}

/**
 * Makes an async method a stage of its class's `@Workflow`. Each call is an attempt: a short span of its own, never
 * held open across a wait, linked to what came before it in the run, which the ledger knows: the stages it comes after
 * (`previous`), the run's first span (`origin`), an earlier attempt that failed (`retry_of`) or whose process died
 * (`resumes`), what it undoes (`compensates`) or takes care of (`dead_letter_of`). The attempt is in the ledger before
 * the body runs. Where the ledger is slow or down, the stage runs without it, after a bounded time, and its span says
 * `spanlink.ledger.unavailable`.
 *
 * The same as writing:
 * ```ts
 * submit(application) { return runStage({ workflow, run: application.id, stage: 'submit' }, () => work(application)); }
 * ```
 *
 * On anything but a method, or on a generator, it throws a `TypeError` with a `code`, at decoration.
 *
 * @example
 * class LoanApplication {
 *   @Stage({ after: ['underwrite', 'checkFraud'] })
 *   async approve(application: Application) {}
 * }
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
      `@Stage takes options; it got ${options === null ? 'null' : typeof options}. Write @Stage(), or @Stage({ name, after: ['submit'] }).`,
    );
  }
  // functions of the method's arguments, which are given them as they are
  const stage = declareStage(options as StageOptions, (self, name) => ({ workflow: workflowOf(self), stage: name }));
  return decorateMethod('@Stage', stageSpan(stage)) as unknown as StageDecorator<string, unknown[]>;
}

/** Known from the options, and not guessed from the class, whose fields are no methods. */
type Named<Names extends string> = Names extends infer Same extends string ? Same : never;
