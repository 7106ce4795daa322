/** Makes each call what an agent does: a turn, a task, a plan, a call of a tool. */
import { isSuppressed } from '../../../lib/global/suppression.js';
import { activeContext, runIn } from '../../../lib/spans/active-context.js';
import type { Interceptor } from '../../../lib/spans/span-plan.js';
import { type Call, type Next, siteOf } from '../../../lib/spans/span-plan.js';
import { contextWithoutSpan } from '../../../lib/spans/start.js';
import { agentAround } from '../spans/agent-around.js';
import { describeOperation, operationName, TOOL_CALL_ID, TOOL_NAME, withoutGaps } from '../spans/attributes.js';
import { readId } from '../spans/identifier.js';
import { agentOf } from './agent-of.js';
import { startTask } from './tasks.js';
import { callInToolSpan, toolSpanAround } from './tool-span-around.js';
import { startTurn } from './turns.js';
import { linksOf } from './causes.js';
import { type Operation, prepare } from './operation.js';
import type { PlanOptions, TaskOptions, ToolOptions, TurnOptions } from './options.js';

/** Returns the interceptor of a turn. */
export function interceptTurn(options: TurnOptions<never[]>): Interceptor {
  return quietly((tracer, call, next) => startTurn(tracer, call, next, options));
}

/** Returns the interceptor of a task. */
export function interceptTask(options: TaskOptions<never[]>): Interceptor {
  return quietly((tracer, call, next) => startTask(tracer, call, next, options));
}

/** Returns the interceptor of a plan. */
export function interceptPlan(options: PlanOptions<never[]>): Interceptor {
  return quietly((tracer, call, next) => {
    const around = agentAround(activeContext());
    const agent = agentOf(call, options) ?? around?.agent;
    const conversation = readId(call, 'conversation', options.conversation) ?? around?.conversation;
    const name = operationName('plan', agent?.name);
    const attributes = describeOperation('plan', { agent, conversation });
    const operation: Operation = { call, name, attributes, options, limits: agent?.content, kind: 'plan' };
    const prepared = prepare(operation, [], false);
    return next(tracer, { ...prepared.call, additions: prepared.additions });
  });
}

/** Returns the interceptor of a tool. The tools of an agent are those that it calls, in whichever class they are. */
export function interceptTool(options: ToolOptions<never[]>): Interceptor {
  return quietly((tracer, call, next) => {
    const active = activeContext();
    const around = agentAround(active);
    const agent = options.agent === undefined ? (around?.agent ?? agentOf(call, options)) : agentOf(call, options);
    const conversation = readId(call, 'conversation', options.conversation) ?? around?.conversation;
    const tool = options.name ?? call.plan.method;
    const attributes = {
      ...describeOperation('execute_tool', { agent, conversation }),
      ...withoutGaps({
        [TOOL_NAME]: tool,
        'gen_ai.tool.type': options.type ?? 'function',
        'gen_ai.tool.description': options.description,
        [TOOL_CALL_ID]: readId(call, 'callId', options.callId),
      }),
    };
    const name = operationName('execute_tool', tool);
    const operation: Operation = { call, name, attributes, options, limits: agent?.content, kind: 'tool' };
    const links = linksOf(call, 'delegatedBy', options.delegatedBy, 'delegated');
    const known = toolSpanAround(active, tool, name);
    if (known !== undefined) return callInToolSpan(tracer, operation, links, known);
    const prepared = prepare(operation, links, options.delegatedBy !== undefined);
    return next(tracer, { ...prepared.call, additions: prepared.additions });
  });
}

/** Calls with a disabled guard where tracing is suppressed, so that nothing is written to the span around. */
function quietly(interceptor: Interceptor): Interceptor {
  return (tracer, call: Call, next: Next) => {
    siteOf(call);
    const active = activeContext();
    if (!isSuppressed(active)) return interceptor(tracer, call, next);
    return runIn(contextWithoutSpan(active), () => next(undefined, call), undefined);
  };
}
