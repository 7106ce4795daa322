/** Answers as text for a model: trees of spans, with links by name, and ids to go on with. */
import type { Answers } from '../../api/answers-by-question.js';
import type { QuestionName } from '../../api/questions.js';
import { chainLines } from './texts/chain.js';
import { conversationLines, conversationsLines, usageLines } from './texts/conversations.js';
import { countersLines } from './texts/counters.js';
import { graphLines, traceLines } from './texts/graph.js';
import { keptLines } from './texts/kept.js';
import { NOTE_TOKENS } from './texts/notes.js';
import { runLines, runsLines } from './texts/runs.js';
import { facetsLines, searchLines } from './texts/search.js';
import { serviceLines } from './texts/services.js';
import { spanLines } from './texts/span.js';
import { statusLines } from './texts/status.js';
import { TokenBudget } from './texts/token-budget.js';

const LINES: {
  readonly [N in QuestionName]: (answer: Answers[N], budget: TokenBudget) => readonly string[];
} = {
  trace: traceLines,
  kept: keptLines,
  span: spanLines,
  graph: graphLines,
  search: searchLines,
  services: serviceLines,
  chain: chainLines,
  runs: runsLines,
  run: runLines,
  conversations: conversationsLines,
  conversation: conversationLines,
  usage: usageLines,
  counters: countersLines,
  facets: facetsLines,
  status: statusLines,
};

/** Returns an answer as text, within a number of tokens. */
export const answerText = <N extends QuestionName>(name: N, answer: Answers[N], tokens: number): string =>
  LINES[name](answer, new TokenBudget(tokens - NOTE_TOKENS)).join('\n');
