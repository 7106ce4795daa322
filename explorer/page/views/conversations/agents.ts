/** The steps of a conversation as people think of them, by agent. */
import type { CausalLink, SpanRef } from '../../../api/answers.js';
import type { AgentStep } from '../../../api/conversation-answers.js';
import { spanKey } from '../../data/timeline-model.js';
import type { IconName } from '../../components/icon.js';

/** The kinds of steps, each with its icon of the same name. */
export type StepKind = Extract<IconName, 'turn' | 'task' | 'handoff' | 'tool' | 'plan' | 'model' | 'step'>;

export interface ShownStep extends AgentStep {
  readonly kind: StepKind;
  readonly causes: readonly StepCause[];
}

/** A link that a step carries. */
export interface StepCause {
  readonly relation: string | undefined;
  readonly ref: SpanRef;
  /** The step at its other end, if it is one of this conversation. */
  readonly step: AgentStep | undefined;
}

/** The steps of one agent. */
export interface AgentLane {
  /** Empty for steps that name no agent. */
  readonly agent: string;
  readonly steps: readonly ShownStep[];
  readonly errors: number;
}

/** Returns the agents, each with its steps, in the order in which they began. */
export function groupByAgent(steps: readonly AgentStep[], links: readonly CausalLink[]): AgentLane[] {
  const byKey = new Map(steps.map((step) => [spanKey(step.span), step]));
  const causes = new Map<string, StepCause[]>();
  for (const { cause, effect, relation } of links) {
    const key = spanKey(effect);
    causes.set(key, [...(causes.get(key) ?? []), { relation, ref: cause, step: byKey.get(spanKey(cause)) }]);
  }
  const lanes = new Map<string, ShownStep[]>();
  for (const step of steps) {
    const ofStep = causes.get(spanKey(step.span)) ?? [];
    const lane = lanes.get(step.agent ?? '') ?? [];
    lane.push({ ...step, kind: kindOf(step, ofStep), causes: ofStep });
    lanes.set(step.agent ?? '', lane);
  }
  return Array.from(lanes, ([agent, ofAgent]) => ({
    agent,
    steps: ofAgent,
    errors: ofAgent.filter(({ span }) => span.status === 'error').length,
  }));
}

const MODEL_CALLS = ['chat', 'generate_content', 'text_completion', 'embeddings'];

function kindOf({ operation }: AgentStep, causes: readonly StepCause[]): StepKind {
  const isLinked = (name: string): boolean => causes.some(({ relation }) => relation === name);
  if (operation === 'execute_tool') return 'tool';
  if (operation === 'plan') return 'plan';
  if (MODEL_CALLS.includes(operation)) return 'model';
  if (operation !== 'invoke_agent') return 'step';
  return isLinked('delegated') ? 'task' : isLinked('handoff') ? 'handoff' : 'turn';
}

const WORDS: Readonly<Record<StepKind, string>> = {
  turn: 'turn',
  task: 'task',
  handoff: 'hand-over',
  tool: 'tool',
  plan: 'plan',
  model: 'model',
  step: '',
};

/** Returns what a step is in words: `tool search`, `turn, attempt 2`. */
export function stepTitle({ kind, tool, attempt, span }: ShownStep): string {
  const name = kind === 'tool' ? (tool ?? '') : kind === 'model' || kind === 'step' ? span.name : '';
  const title = [WORDS[kind], name].filter(Boolean).join(' ');
  return attempt !== undefined && attempt > 1 ? `${title}, attempt ${attempt}` : title;
}
