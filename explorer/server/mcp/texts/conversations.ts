/** `conversations`, `conversation` and `usage`: what agents did, and what it took. */
import type {
  AgentStep,
  ConversationAnswer,
  ConversationsAnswer,
  Usage,
  UsageAnswer,
} from '../../../api/conversation-answers.js';
import { describeCauses } from './causes-of.js';
import { list } from './list.js';
import { cutNotes } from './notes.js';
import type { TokenBudget } from './token-budget.js';
import { counted, describeSpan, formatDuration, formatTime, LONG_TEXT, nameOf, oneLine } from './words.js';

export const conversationsLines = (
  { conversations, ...answer }: ConversationsAnswer,
  budget: TokenBudget,
): string[] => [
  ...list(conversations.map(describeConversation), budget, 'No conversation was found.'),
  ...cutNotes('conversations', answer),
];

const describeConversation = (of: ConversationsAnswer['conversations'][number]): string =>
  [
    `conversation=${oneLine(of.conversation, LONG_TEXT)}`,
    formatTime(of.start),
    formatDuration(of.end - of.start),
    ...(of.agents.length > 0 ? [of.agents.map(nameOf).join(', ')] : []),
    counted(of.invocations, 'invocation'),
    counted(of.errors, 'error'),
  ].join(' · ');

export function conversationLines(
  { conversation, steps, links, usage, ...answer }: ConversationAnswer,
  budget: TokenBudget,
): string[] {
  const causesOf = describeCauses(
    links,
    steps.map(({ span }) => span),
  );
  const describe = ({ agent, attempt, usage: ofStep, span }: AgentStep): string => {
    const who = agent === undefined ? '' : `${nameOf(agent)}: `;
    const facts = [
      describeSpan(span),
      ...(attempt === undefined ? [] : [`attempt ${attempt}`]),
      ...(ofStep ? [describeUsage(ofStep)] : []),
      `trace ${span.traceId}`,
    ];
    return [`${who}${facts.join(' · ')}`, ...causesOf(span)].join('\n');
  };
  const title = [`conversation ${oneLine(conversation, LONG_TEXT)}`, ...(usage ? [describeUsage(usage)] : [])];
  return [
    ...list(steps.map(describe), budget, 'Nothing was received.', title.join(' · ')),
    ...cutNotes('conversation', answer),
  ];
}

export const usageLines = ({ spans, ...answer }: UsageAnswer): string[] => [
  `${describeUsage(answer)}, as ${counted(spans, 'span')} tell`,
  ...cutNotes('usage', answer),
];

const describeUsage = ({ inputTokens, outputTokens, cost }: Usage): string =>
  `${inputTokens} tokens in, ${outputTokens} out${cost === undefined ? '' : `, cost ${cost}`}`;
