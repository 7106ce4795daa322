/** The tools: the explorer's questions, and two that ask for what people want to know first. */
import type { Parameters } from '../../api/parameters.js';
import { QUESTIONS } from '../../api/questions.js';
import type { Question, QuestionName, Written } from '../../api/questions.js';
import { answerText } from './answer-text.js';
import { ask } from './ask.js';
import type { AskPath } from './ask.js';
import { countTokens } from './texts/token-budget.js';

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly parameters: Parameters;
  /** Returns the answer as text, within a number of tokens. */
  readonly answer: (askPath: AskPath, values: ToolValues, tokens: number, signal: AbortSignal) => Promise<string>;
}

export type ToolValues = Readonly<Record<string, Written>>;

const { trace, span, hops, traces, clocks } = QUESTIONS.graph.parameters;

/** The share of the tokens that the first of two parts gets at most. */
const FIRST_PART = 0.4;

/** What led to a trace or a span. */
export const CAUSES: Tool = {
  name: 'causes',
  description:
    'What led to this error, trace or span: the chain from the first cause with the waits between its steps, then ' +
    'all causes across traces as trees, each link by its relation and the name of its cause.',
  parameters: { trace, span, hops, traces, clocks },
  answer: async (askPath, { traces: atMost, ...values }, tokens, signal) => {
    const [chain, graph] = await Promise.all([
      ask(askPath, 'chain', values, signal),
      ask(askPath, 'graph', { ...values, traces: atMost, direction: 'causes' }, signal),
    ]);
    const first = `CHAIN\n${answerText('chain', chain, Math.floor(tokens * FIRST_PART))}\n\nALL CAUSES\n`;
    return `${first}${answerText('graph', graph, tokens - countTokens(first))}`;
  },
};

const effects: Tool = {
  name: 'effects',
  description:
    'What this message, trace or span led to: all its effects across traces as trees, those that came later too.',
  parameters: { trace, span, hops, traces, clocks },
  answer: async (askPath, values, tokens, signal) =>
    answerText('graph', await ask(askPath, 'graph', { ...values, direction: 'effects' }, signal), tokens),
};

/** A question as a tool of its name. */
const questionTool = (name: QuestionName, { summary, parameters }: Question): Tool => ({
  name,
  description: summary,
  parameters,
  answer: async (askPath, values, tokens, signal) => answerText(name, await ask(askPath, name, values, signal), tokens),
});

export const TOOLS: readonly Tool[] = [
  CAUSES,
  effects,
  // QuestionName is the keys of QUESTIONS
  ...Object.entries<Question>(QUESTIONS).map(([name, question]) => questionTool(name as QuestionName, question)),
];
