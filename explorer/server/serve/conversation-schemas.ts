/** The schemas of answers about agents. */
import type {
  AgentStep,
  ConversationAnswer,
  ConversationsAnswer,
  Usage,
  UsageAnswer,
} from '../../api/conversation-answers.js';
import { component, list, number, object, optional, string } from './json-schema.js';
import { causalLink, completeness, spanSummary } from './part-schemas.js';

const USAGE = { inputTokens: number, outputTokens: number, cost: optional(number) };
const usage = component<Usage>('Usage', 'Tokens and cost.', USAGE);

export const USAGE_SCHEMA = component<UsageAnswer>('UsageAnswer', 'What the spans around a trace took.', {
  ...USAGE,
  spans: number,
  ...completeness,
});

export const CONVERSATIONS_SCHEMA = component<ConversationsAnswer>('ConversationsAnswer', 'Conversations.', {
  conversations: list(
    object<ConversationsAnswer['conversations'][number]>({
      conversation: string,
      agents: list(string),
      start: number,
      end: number,
      invocations: number,
      errors: number,
    }),
  ),
  ...completeness,
});

export const CONVERSATION_SCHEMA = component<ConversationAnswer>('ConversationAnswer', 'A conversation.', {
  conversation: string,
  steps: list(
    component<AgentStep>('AgentStep', 'A span of a conversation.', {
      operation: string,
      agent: optional(string),
      tool: optional(string),
      attempt: optional(number),
      usage: optional(usage),
      span: spanSummary,
    }),
  ),
  links: list(causalLink),
  usage: optional(usage),
  ...completeness,
});
