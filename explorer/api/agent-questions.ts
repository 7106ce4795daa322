/** The questions about agents. */
import { graphBounds, graphCenter } from './causal-parameters.js';
import { count, required, text } from './parameters.js';
import { question } from './question.js';
import { timeConditions } from './time-conditions.js';

export const AGENT_QUESTIONS = {
  conversations: question('/api/conversations', 'Conversations with agents, the newest first.', {
    agent: text('Only conversations that this agent takes part in.'),
    ...timeConditions,
    limit: count('The maximum number of conversations.', { min: 1, max: 500, preset: 50 }),
  }),
  conversation: question(
    '/api/conversations/{conversation}',
    'A conversation with agents: their turns, tasks, plans and tools, the links between them, and tokens.',
    { conversation: required(text('The id of the conversation.')) },
  ),
  usage: question(
    '/api/usage',
    'The tokens and the cost of all spans around a trace or a span, each call of a model counted once.',
    { ...graphCenter, traces: graphBounds.traces },
  ),
} as const;
