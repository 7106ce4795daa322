/** `spanlink/agents`: turns, tasks and tools of agents, linked across processes, hand-overs and time. */
export { Agent } from './decorators/agent.js';
export { Turn } from './decorators/turn.js';
export { Task } from './decorators/task.js';
export { Plan } from './decorators/plan.js';
export { Tool } from './decorators/tool.js';
export type { AsyncMethodDecorator } from './decorators/async-method.js';
export { runPlan, runTask, runTool, runTurn } from './calls/run.js';
export type {
  AgentOptions,
  Causes,
  InvocationOptions,
  OperationOptions,
  PlanOptions,
  RunPlanOptions,
  RunTaskOptions,
  RunToolOptions,
  RunTurnOptions,
  TaskOptions,
  ToolOptions,
  TurnOptions,
} from './calls/options.js';
export type { AgentDescription } from './spans/attributes.js';
export type { ContentLimits, ContentOptions } from './spans/content.js';
export type { Usage } from './spans/usage.js';
