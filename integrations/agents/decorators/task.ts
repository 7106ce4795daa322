/** `@Task`: a method does what another agent, or a program, has delegated. */
import { decorateMethod, type Known } from '../../../decorators/method.js';
import { interceptTask } from '../calls/interceptors.js';
import { TASK_OPTION_NAMES, type TaskOptions } from '../calls/options.js';
import { spanOptionsOf } from '../calls/span-options.js';
import type { AsyncMethodDecorator } from './async-method.js';
import { checkOptions } from './options.js';

/**
 * Makes a method a task of an agent (`invoke_agent researcher`). With `delegatedBy` it is a trace of its own, linked to
 * who delegated it (`delegated`), with the span that was active as `caller`; without, it is a child of that span. With
 * an `id`, a second attempt is linked to the one that failed (`retry_of`) or whose process died (`resumes`), by the
 * ledger of `useLedger`.
 *
 * Put `SpanGuard.current().carrier()` into the reply: whoever takes it links to the task by `tool_result`.
 *
 * The same as writing:
 * ```ts
 * research(task) { return runTask({ agent: 'researcher', delegatedBy: task }, () => work(task)); }
 * ```
 *
 * @throws {TypeError} At decoration: `ERR_SPANLINK_NOT_A_METHOD` on anything but a method, `ERR_SPANLINK_AGENT` for an
 *   option that cannot be used, `ERR_SPANLINK_NOT_CALLED` without parentheses.
 *
 * @example
 * ```ts
 * @Agent('researcher')
 * class Researcher {
 *   @Task({ delegatedBy: 0, id: (task: Message) => task.id })
 *   async research(task: Message): Promise<void> {}
 * }
 * ```
 */
export function Task<Arguments extends readonly unknown[] = never[]>(
  options?: TaskOptions<Known<Arguments>>,
): AsyncMethodDecorator<Arguments>;
export function Task(options: unknown = {}, ...others: unknown[]): AsyncMethodDecorator<never[]> {
  const check = checkOptions('@Task', options, others, TASK_OPTION_NAMES);
  const task = options as TaskOptions<never[]>;
  const declaration = { options: spanOptionsOf(task), interceptor: interceptTask(task), check };
  return decorateMethod('@Task', declaration) as unknown as AsyncMethodDecorator<never[]>;
}
