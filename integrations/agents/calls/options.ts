/** The options of agents, and of what they do. */
import type { FromArguments } from '../../../lib/links/link-options.js';
import type { LinkSource } from '../../../lib/sources/link-source.js';
import type { SpanOptions } from '../../../lib/spans/span-options.js';
import { AGENT_DESCRIPTION_NAMES, type AgentDescription } from '../spans/attributes.js';
import type { ContentLimits, ContentOptions } from '../spans/content.js';
import type { Usage } from '../spans/usage.js';

/**
 * Options of `@Agent`.
 *
 * @example
 * ```ts
 * const options: AgentOptions = { name: 'planner', provider: 'openai', model: 'gpt-5', content: { limit: 1_000 } };
 *
 * @Agent(options)
 * class Planner {}
 * ```
 */
export interface AgentOptions extends AgentDescription {
  /** Returns the id of the conversation that a call belongs to, for all turns and tasks without one of their own. */
  readonly conversation?: FromArguments<string | number | undefined, never[]>;
  /** The limits of recorded texts; which texts are recorded, each method says itself. */
  readonly content?: ContentLimits;
}

/** The names of those options. */
export const AGENT_OPTION_NAMES = [
  ...AGENT_DESCRIPTION_NAMES,
  'conversation',
  'content',
] as const satisfies readonly (keyof AgentOptions)[];

/**
 * An index of an argument, or a function of the arguments: the spans that caused the call.
 *
 * @example
 * ```ts
 * const first: Causes<[job: Job]> = 0;
 * const other: Causes<[job: Job]> = (job) => job.traceparent;
 * ```
 */
export type Causes<Arguments extends readonly unknown[]> = number | FromArguments<LinkSource, Arguments>;

/**
 * Options of all that an agent does. Functions are called with the method's arguments, and the instance as `this`.
 *
 * @example
 * ```ts
 * const options: OperationOptions<[query: string]> = {
 *   agent: 'planner',
 *   attributes: (query) => ({ 'query.length': query.length }),
 * };
 * ```
 */
export interface OperationOptions<Arguments extends readonly unknown[] = unknown[]> extends Pick<
  SpanOptions<Arguments>,
  'kind' | 'attributes' | 'links' | 'result' | 'isError'
> {
  /** The agent, where the class has no `@Agent`, or is to be another: its name, or what is known of it. */
  readonly agent?: string | AgentDescription;
  /** The id of the conversation; by default that of `@Agent`, or of the agent that works around the call. */
  readonly conversation?: FromArguments<string | number | undefined, Arguments>;
  /** The texts to record; none by default. */
  readonly content?: ContentOptions<Arguments>;
}

/** The names of those options. */
export const OPERATION_OPTION_NAMES = [
  ...(['kind', 'attributes', 'links', 'result', 'isError'] as const),
  ...(['agent', 'conversation', 'content'] as const),
] as const satisfies readonly (keyof OperationOptions)[];

/**
 * Options of an invocation of an agent.
 *
 * @example
 * ```ts
 * const options: InvocationOptions<[question: Question]> = {
 *   id: (question) => question.id,
 *   conversation: (question) => question.chat,
 * };
 * ```
 */
export interface InvocationOptions<
  Arguments extends readonly unknown[] = unknown[],
> extends OperationOptions<Arguments> {
  /** The id of the question or task, such as that of its message: by it a second attempt is linked to the first. */
  readonly id?: FromArguments<string | number | undefined, Arguments>;
  /** The agent that handed its work over, as an argument's source of links: linked by `handoff`. */
  readonly handedOverBy?: Causes<Arguments>;
  /** The tokens of all steps; by default what the result's own `totalUsage` or `usage` tells. */
  readonly usage?: FromArguments<Usage | undefined, [value: unknown, ...Arguments]>;
}

/** The names of those options. */
export const INVOCATION_OPTION_NAMES = [
  ...OPERATION_OPTION_NAMES,
  ...(['id', 'handedOverBy', 'usage'] as const),
] as const satisfies readonly (keyof InvocationOptions)[];

/**
 * Options of `@Turn`.
 *
 * @example
 * ```ts
 * const options: TurnOptions<[question: Question]> = { id: (question) => question.id };
 *
 * class Planner {
 *   @Turn(options)
 *   async answer(question: Question) {
 *     return ask(question);
 *   }
 * }
 * ```
 */
export type TurnOptions<Arguments extends readonly unknown[] = unknown[]> = InvocationOptions<Arguments>;

/**
 * Options of `@Task`.
 *
 * @example
 * ```ts
 * const options: TaskOptions<[job: Job]> = { delegatedBy: 0, id: (job) => job.id };
 *
 * class Researcher {
 *   @Task(options)
 *   async research(job: Job) {
 *     return ask(job.query);
 *   }
 * }
 * ```
 */
export interface TaskOptions<Arguments extends readonly unknown[] = unknown[]> extends InvocationOptions<Arguments> {
  /**
   * Who delegated the task, as an argument's source of links: linked by `delegated`; the task is a trace of its own.
   */
  readonly delegatedBy?: Causes<Arguments>;
}

/** The names of those options. */
export const TASK_OPTION_NAMES = [
  ...INVOCATION_OPTION_NAMES,
  'delegatedBy',
] as const satisfies readonly (keyof TaskOptions)[];

/**
 * Options of `@Plan`.
 *
 * @example
 * ```ts
 * const options: PlanOptions<[question: Question]> = { content: { input: (question) => question.text } };
 *
 * class Planner {
 *   @Plan(options)
 *   async plan(question: Question) {
 *     return ask(question);
 *   }
 * }
 * ```
 */
export type PlanOptions<Arguments extends readonly unknown[] = unknown[]> = OperationOptions<Arguments>;

/**
 * Options of `@Tool`.
 *
 * @example
 * ```ts
 * const options: ToolOptions<[query: string]> = { name: 'search', resultFrom: (reply) => reply as Reply };
 *
 * class Tools {
 *   @Tool(options)
 *   async search(query: string) {
 *     return ask(query);
 *   }
 * }
 * ```
 */
export interface ToolOptions<Arguments extends readonly unknown[] = unknown[]> extends OperationOptions<Arguments> {
  /** The tool's name: `gen_ai.tool.name`; by default the method's. */
  readonly name?: string;
  /** `gen_ai.tool.description` */
  readonly description?: string;
  /** `gen_ai.tool.type`; `function` by default. */
  readonly type?: string;
  /** The model's id of the call: `gen_ai.tool.call.id`. */
  readonly callId?: FromArguments<string | number | undefined, Arguments>;
  /** Who called the tool from elsewhere: linked by `delegated`, and the call is a trace of its own. */
  readonly delegatedBy?: Causes<Arguments>;
  /** The spans that made the result, such as those in the headers of a reply: linked by `tool_result`. */
  readonly resultFrom?: FromArguments<LinkSource, [value: unknown, ...Arguments]>;
}

/** The names of those options. */
export const TOOL_OPTION_NAMES = [
  ...OPERATION_OPTION_NAMES,
  ...(['name', 'description', 'type', 'callId', 'delegatedBy', 'resultFrom'] as const),
] as const satisfies readonly (keyof ToolOptions)[];

/** The options of a call without a class: values where those of methods have functions of the arguments. */
type WithValues<Options, Ids extends string, Sources extends string> = Omit<Options, Ids | Sources> &
  Partial<Readonly<Record<Ids, string | number | undefined>>> &
  Partial<Readonly<Record<Sources, LinkSource>>>;

/**
 * Options of `runTurn`.
 *
 * @example
 * ```ts
 * const options: RunTurnOptions = { agent: 'planner', conversation: question.chat, id: question.id };
 * await runTurn(options, () => ask(question));
 * ```
 */
export type RunTurnOptions = WithValues<TurnOptions<[]>, 'conversation' | 'id', 'handedOverBy'>;
/**
 * Options of `runTask`.
 *
 * @example
 * ```ts
 * const options: RunTaskOptions = { agent: 'researcher', delegatedBy: job, id: job.id };
 * await runTask(options, () => ask(job.query));
 * ```
 */
export type RunTaskOptions = WithValues<TaskOptions<[]>, 'conversation' | 'id', 'handedOverBy' | 'delegatedBy'>;
/**
 * Options of `runPlan`.
 *
 * @example
 * ```ts
 * const options: RunPlanOptions = { agent: 'planner', conversation: question.chat };
 * await runPlan(options, () => ask(question));
 * ```
 */
export type RunPlanOptions = WithValues<PlanOptions<[]>, 'conversation', never>;
/**
 * Options of `runTool`.
 *
 * @example
 * ```ts
 * const options: RunToolOptions = { name: 'search', callId: job.id };
 * await runTool(options, () => ask(job.query));
 * ```
 */
export type RunToolOptions = WithValues<ToolOptions<[]>, 'conversation' | 'callId', 'delegatedBy'> & {
  readonly name: string;
};
