/**
 * Names of spans and attributes by the GenAI conventions, and our own.
 * See https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-agent-spans.md.
 */
import type { Attributes } from '@opentelemetry/api';

/**
 * What is known of an agent.
 *
 * @example
 * ```ts
 * const agent: AgentDescription = { name: 'planner', id: 'planner-1', version: '2', model: 'gpt-5' };
 * await runTurn({ agent, conversation: question.chat }, () => ask(question));
 * ```
 */
export interface AgentDescription {
  /** The agent's name: `gen_ai.agent.name`. */
  readonly name: string;
  /** `gen_ai.agent.id` */
  readonly id?: string;
  /** `gen_ai.agent.version` */
  readonly version?: string;
  /** `gen_ai.agent.description` */
  readonly description?: string;
  /** Who serves the model, such as `openai` or `anthropic`: `gen_ai.provider.name`. */
  readonly provider?: string;
  /** The model that the agent asks: `gen_ai.request.model`. */
  readonly model?: string;
}

/** The names of those fields. */
export const AGENT_DESCRIPTION_NAMES = [
  'name',
  'id',
  'version',
  'description',
  'provider',
  'model',
] as const satisfies readonly (keyof AgentDescription)[];

/** A span's place among agents. */
export interface Place {
  readonly agent: AgentDescription | undefined;
  readonly conversation: string | undefined;
}

export const OPERATION = 'gen_ai.operation.name';
export const TOOL_NAME = 'gen_ai.tool.name';
export const TOOL_CALL_ID = 'gen_ai.tool.call.id';

/** Returns the name of an operation's span, such as `invoke_agent planner`. */
export function operationName(operation: string, target: string | undefined): string {
  return target === undefined || target === '' ? operation : `${operation} ${target}`;
}

/** Describes an invocation of an agent. */
export function describeInvocation({ agent, conversation }: Place): Attributes {
  return withoutGaps({
    [OPERATION]: 'invoke_agent',
    'gen_ai.agent.name': agent?.name,
    'gen_ai.agent.id': agent?.id,
    'gen_ai.agent.version': agent?.version,
    'gen_ai.agent.description': agent?.description,
    'gen_ai.provider.name': agent?.provider,
    'gen_ai.request.model': agent?.model,
    'gen_ai.conversation.id': conversation,
  });
}

/** Describes what an agent does: a plan, a call of a tool. */
export function describeOperation(operation: string, { agent, conversation }: Place): Attributes {
  return withoutGaps({
    [OPERATION]: operation,
    'gen_ai.agent.name': agent?.name,
    'gen_ai.agent.id': agent?.id,
    'gen_ai.conversation.id': conversation,
  });
}

/** Returns the attributes that have a value. */
export function withoutGaps(attributes: Attributes): Attributes {
  const kept: Attributes = {};
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept;
}
