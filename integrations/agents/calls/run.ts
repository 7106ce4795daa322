/** What agents do, without a class. */
import { callInSpan } from '../../../lib/calls/call-in-span.js';
import { checkOptionNames } from '../../../lib/global/option-names.js';
import { currentTracer } from '../../../lib/global/tracer.js';
import { SpanGuard } from '../../../lib/spans/guard.js';
import { createPlan, type Interceptor } from '../../../lib/spans/span-plan.js';
import { interceptPlan, interceptTask, interceptTool, interceptTurn } from './interceptors.js';
import {
  INVOCATION_OPTION_NAMES,
  OPERATION_OPTION_NAMES,
  type OperationOptions,
  type PlanOptions,
  type RunPlanOptions,
  type RunTaskOptions,
  type RunToolOptions,
  type RunTurnOptions,
  TASK_OPTION_NAMES,
  type TaskOptions,
  TOOL_OPTION_NAMES,
  type ToolOptions,
  type TurnOptions,
} from './options.js';
import { spanOptionsOf } from './span-options.js';

type Body<T> = (guard: SpanGuard) => T;

/**
 * Runs the body as a turn of a conversation: does what `@Turn` does for a method.
 *
 * @param body The work, which is called with the guard of the turn's span.
 * @returns A promise of the body's result, whose end is the turn's, also that of a stream.
 *
 * @example
 * ```ts
 * const { chat: conversation, id } = question;
 * const answer = await runTurn({ agent: 'planner', conversation, id }, () => ask(question));
 * ```
 */
export async function runTurn<T>(options: RunTurnOptions, body: Body<Promise<T> | T>): Promise<T> {
  checkOptionNames('runTurn', options, INVOCATION_OPTION_NAMES);
  const { conversation, id, handedOverBy, ...others } = options;
  const turn = { ...others, ...asFunctions({ conversation, id, handedOverBy }) } as TurnOptions<never[]>;
  return run('runTurn', turn, interceptTurn(turn), body, true);
}

/**
 * Runs the body as a task of an agent: does what `@Task` does for a method.
 *
 * @param body The work, which is called with the guard of the task's span.
 * @returns A promise of the body's result.
 *
 * @example
 * ```ts
 * await runTask({ agent: 'researcher', delegatedBy: message.headers, id: message.id }, () => handle(message));
 * ```
 */
export async function runTask<T>(options: RunTaskOptions, body: Body<Promise<T> | T>): Promise<T> {
  checkOptionNames('runTask', options, TASK_OPTION_NAMES);
  const { conversation, id, handedOverBy, delegatedBy, ...others } = options;
  const values = { conversation, id, handedOverBy, delegatedBy };
  const task = { ...others, ...asFunctions(values) } as TaskOptions<never[]>;
  return run('runTask', task, interceptTask(task), body, true);
}

/**
 * Runs the body in the span of a plan: does what `@Plan` does for a method.
 *
 * @returns The body's result.
 *
 * @example
 * ```ts
 * const steps = await runPlan({ agent: 'planner' }, () => ask('Which steps does it take?'));
 * ```
 */
export function runPlan<T>(options: RunPlanOptions, body: Body<T>): T {
  checkOptionNames('runPlan', options, OPERATION_OPTION_NAMES);
  const { conversation, ...others } = options;
  const plan = { ...others, ...asFunctions({ conversation }) } as PlanOptions<never[]>;
  return run('runPlan', plan, interceptPlan(plan), body, false);
}

/**
 * Runs the body as the call of a tool: does what `@Tool` does for a method.
 *
 * @returns The body's result.
 *
 * @example
 * ```ts
 * const reply = await runTool({ name: 'search', callId: job.id, resultFrom: (reply) => reply as Reply }, (span) =>
 *   ask(job.query, span.carrier()),
 * );
 * ```
 */
export function runTool<T>(options: RunToolOptions, body: Body<T>): T {
  checkOptionNames('runTool', options, TOOL_OPTION_NAMES);
  const { conversation, callId, delegatedBy, ...others } = options;
  const tool = { ...others, ...asFunctions({ conversation, callId, delegatedBy }) } as ToolOptions<never[]>;
  return run(options.name, tool, interceptTool(tool), body, false);
}

/** Turns the values that were given into functions, as the options of methods have them. */
function asFunctions(values: Readonly<Record<string, unknown>>): Record<string, () => unknown> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, () => value]));
}

/** @param isAsync A promise is expected, so that the body may wait for a ledger. */
function run<T>(
  site: string,
  options: OperationOptions<never[]>,
  interceptor: Interceptor,
  body: Body<T>,
  isAsync: boolean,
): T {
  const tracer = currentTracer();
  const callee = (): T => body(SpanGuard.current());
  if (tracer === undefined) return callee();
  const plan = createPlan(site, spanOptionsOf(options), { isAsync });
  return interceptor(tracer, { plan, callee, self: undefined, args: [] }, callInSpan) as T;
}
