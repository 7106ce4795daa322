/** The tokens and the cost of a story, where spans of agents are part of it. */
import type { ReactNode } from 'react';
import { useAnswer } from '../data/use-answer.js';
import type { Params } from '../data/api-client.js';
import { usageText } from './format.js';

/** Names of spans by the GenAI conventions, and those of the AI SDK. */
const OF_AGENTS =
  /^(?:invoke_agent|create_agent|execute_tool|plan|chat|generate_content|text_completion|embeddings)\b|^ai\./;

export interface UsageNoteProps {
  readonly around: Params<'usage'>;
  /** The names of spans in it: without one of an agent, nothing is asked. */
  readonly names: readonly string[];
}

export function UsageNote({ around, names }: UsageNoteProps): ReactNode {
  const enabled = names.some((name) => OF_AGENTS.test(name));
  const { data } = useAnswer('usage', around, { enabled, keepPrevious: true });
  return data !== undefined && data.spans > 0 ? `, ${usageText(data)}` : null;
}
