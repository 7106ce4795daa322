/** The agent that works around a call, in this process. */
import { type Context, createContextKey } from '@opentelemetry/api';
import type { ContentLimits } from './content.js';
import type { AgentDescription, Place } from './attributes.js';

/** An invocation of an agent, from the start of its span. */
export interface AgentAround extends Place {
  readonly agent: (AgentDescription & { readonly content?: ContentLimits }) | undefined;
  /** It is a turn, and not a task. */
  readonly isTurn: boolean;
  /** `false` once it has ended: what it left behind in its context is not done by it. */
  isRunning: boolean;
}

/** The API's keys are the same in every copy of it. */
const AROUND = createContextKey('spanlink.agent');

/** Returns the invocation that a context is inside of. */
export function agentAround(active: Context): AgentAround | undefined {
  const around = active.getValue(AROUND) as AgentAround | undefined;
  return around?.isRunning === true ? around : undefined;
}

/** Returns the context of what an invocation calls. */
export function insideAgent(active: Context, around: AgentAround): Context {
  return active.setValue(AROUND, around);
}
