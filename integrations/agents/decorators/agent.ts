/** `@Agent`: the turns, tasks and tools of a class are those of one agent. */
import { type ClassDecorator, decorateClass } from '../../../decorators/class.js';
import { notCalled } from '../../../decorators/method.js';
import { checkOptionNames } from '../../../lib/global/option-names.js';
import { setAgent } from '../calls/agent-of.js';
import { AGENT_OPTION_NAMES, type AgentOptions } from '../calls/options.js';
import { CONTENT_LIMIT_NAMES } from '../spans/content.js';
import { checkAgent } from './options.js';

/**
 * Names the agent whose turns, tasks, plans and tools the methods of a class are. Subclasses inherit it.
 *
 * @param options The agent's name, or what is known of it, and a function that returns the conversation of a call.
 * @throws {TypeError} At decoration: `ERR_SPANLINK_NOT_A_CLASS` on anything but a class, `ERR_SPANLINK_AGENT` without a
 *   name, `ERR_SPANLINK_NOT_CALLED` without parentheses.
 *
 * @example
 * ```ts
 * @Agent({ name: 'planner', conversation: (question: Question) => question.chat })
 * class Planner {
 *   @Turn() async answer(question: Question) {
 *     return this.search(question.text);
 *   }
 *
 *   @Tool() async search(query: string) {
 *     return ask(query);
 *   }
 * }
 * ```
 */
export function Agent(options: string | AgentOptions): ClassDecorator;
export function Agent(options: unknown, ...others: unknown[]): ClassDecorator {
  if (typeof options === 'function' || others.length > 0) throw notCalled('@Agent', "@Agent('planner')");
  checkAgent('@Agent', options);
  const agent = typeof options === 'string' ? { name: options } : (options as AgentOptions);
  return decorateClass('@Agent', '@Turn', (target) => {
    checkOptionNames(`@Agent of ${target.name}`, agent, AGENT_OPTION_NAMES);
    checkOptionNames(`@Agent of ${target.name}: content`, agent.content, CONTENT_LIMIT_NAMES);
    setAgent(target, agent);
  });
}
