/** `@Plan`: a method decides on what an agent does. */
import { decorateMethod, type Known, type MethodDecorator } from '../../../decorators/method.js';
import { interceptPlan } from '../calls/interceptors.js';
import { OPERATION_OPTION_NAMES, type PlanOptions } from '../calls/options.js';
import { spanOptionsOf } from '../calls/span-options.js';
import { checkOptions } from './options.js';

/**
 * Gives the method by which an agent plans a span (`plan planner`), for the calls of the model that the plan takes.
 *
 * The same as writing:
 * ```ts
 * plan(question) { return runPlan({ agent: 'planner' }, () => work(question)); }
 * ```
 *
 * @throws {TypeError} At decoration: `ERR_SPANLINK_NOT_A_METHOD` on anything but a method, `ERR_SPANLINK_AGENT` for an
 *   option that cannot be used, `ERR_SPANLINK_NOT_CALLED` without parentheses.
 *
 * @example
 * ```ts
 * class Planner {
 *   @Plan()
 *   async plan(question: Question): Promise<Step[]> {
 *     return [{ query: question.text }];
 *   }
 * }
 * ```
 */
export function Plan<Arguments extends readonly unknown[] = unknown[]>(
  options?: PlanOptions<Known<Arguments>>,
): MethodDecorator<Arguments>;
export function Plan(options: unknown = {}, ...others: unknown[]): MethodDecorator {
  const check = checkOptions('@Plan', options, others, OPERATION_OPTION_NAMES);
  const plan = options as PlanOptions<never[]>;
  return decorateMethod('@Plan', { options: spanOptionsOf(plan), interceptor: interceptPlan(plan), check });
}
