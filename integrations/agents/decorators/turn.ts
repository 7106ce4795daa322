/** `@Turn`: a method answers in a conversation. */
import { decorateMethod, type Known } from '../../../decorators/method.js';
import { interceptTurn } from '../calls/interceptors.js';
import { INVOCATION_OPTION_NAMES, type TurnOptions } from '../calls/options.js';
import { spanOptionsOf } from '../calls/span-options.js';
import type { AsyncMethodDecorator } from './async-method.js';
import { checkOptions } from './options.js';

/**
 * Makes a method a turn of a conversation. Each call is a trace of its own (`invoke_agent planner`), linked to the turn
 * before (`turn`), as the ledger of `useLedger` knows it: across restarts and machines. With an `id`, a second attempt
 * is linked to the one that failed (`retry_of`) or whose process died (`resumes`). The span that was active, such as
 * that of a request, is linked as `caller`. A turn that is called by another one of its conversation is no further
 * turn: its span is a child of that, linked by `handoff` where it is another agent's.
 *
 * An async method waits for the ledger, an async generator before its first step; a slow or broken ledger is waited for
 * for a limited time only. The span ends when the answer does, also one that is a stream.
 *
 * The same as writing:
 * ```ts
 * answer(question) { return runTurn({ agent: 'planner', conversation: question.chat }, () => work(question)); }
 * ```
 *
 * @throws {TypeError} At decoration: `ERR_SPANLINK_NOT_A_METHOD` on anything but a method, `ERR_SPANLINK_AGENT` for an
 *   option that cannot be used, `ERR_SPANLINK_NOT_CALLED` without parentheses.
 *
 * @example
 * ```ts
 * @Agent({ name: 'planner', conversation: (question: Question) => question.chat })
 * class Planner {
 *   @Turn({ id: (question: Question) => question.id })
 *   async answer(question: Question) {
 *     return ask(question);
 *   }
 * }
 * ```
 */
export function Turn<Arguments extends readonly unknown[] = never[]>(
  options?: TurnOptions<Known<Arguments>>,
): AsyncMethodDecorator<Arguments>;
export function Turn(options: unknown = {}, ...others: unknown[]): AsyncMethodDecorator<never[]> {
  const check = checkOptions('@Turn', options, others, INVOCATION_OPTION_NAMES);
  const turn = options as TurnOptions<never[]>;
  const declaration = { options: spanOptionsOf(turn), interceptor: interceptTurn(turn), check };
  return decorateMethod('@Turn', declaration) as unknown as AsyncMethodDecorator<never[]>;
}
