/** The agent of a class. */
import type { Call } from '../../../lib/spans/span-plan.js';
import type { AgentOptions, OperationOptions } from './options.js';

/** The key of a class's agent, which its subclasses inherit. */
const AGENT = Symbol.for('spanlink.agent');

/** Names the agent of a class. */
export function setAgent(target: object, options: AgentOptions): void {
  Object.defineProperty(target, AGENT, { value: options, configurable: true });
}

/** Returns the agent of a call: the method's own, or that of its instance's class. */
export function agentOf({ self }: Call, { agent }: OperationOptions<never[]>): AgentOptions | undefined {
  if (agent !== undefined) return typeof agent === 'string' ? { name: agent } : agent;
  try {
    const owner = (typeof self === 'function' ? self : (self as object).constructor) as { [AGENT]?: AgentOptions };
    return owner[AGENT];
  } catch {
    return undefined;
  }
}
