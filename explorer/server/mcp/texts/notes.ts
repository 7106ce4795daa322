/** What an answer leaves out, and how to see it: a model must not guess there. */
import type { Bound, Completeness } from '../../../api/answers.js';
import { QUESTIONS } from '../../../api/questions.js';
import type { QuestionName } from '../../../api/questions.js';
import type { TreeText } from './span-trees.js';
import { counted } from './words.js';

/** The tokens that are kept for notes. */
export const NOTE_TOKENS = 350;

/** Ids that a note lists. */
const MAX_IDS = 2;

/** Tells what the explorer left out of an answer. */
export function cutNotes(question: QuestionName, { cutBy }: Completeness): string[] {
  const raised = cutBy.filter((bound) => bound in QUESTIONS[question].parameters);
  const others = cutBy.filter((bound) => !raised.includes(bound) && bound !== 'text');
  return [
    ...(raised.length > 0
      ? [`INCOMPLETE: cut by a limit on ${raised.map(wordOf).join(', ')}; raise ${raised.join(', ')}.`]
      : []),
    ...(others.length > 0 ? [`INCOMPLETE: cut by a limit on ${others.join(', ')}, which cannot be raised.`] : []),
  ];
}

const wordOf = (bound: Bound): string => (bound === 'limit' ? 'results' : bound);

/** Tells what did not fit into the tokens. */
export function treeNotes({ hiddenSpans, hiddenTraces, hasHiddenCallers }: TreeText): string[] {
  const traces =
    hiddenTraces.length > 0
      ? `, ${counted(hiddenTraces.length, 'whole trace')} among them (${some(hiddenTraces)})`
      : '';
  return [
    ...(hasHiddenCallers ? ['“…” stands for callers that are not shown.'] : []),
    ...(hiddenSpans > 0
      ? [`CUT: ${counted(hiddenSpans, 'more span')} did not fit${traces}; raise tokens, or ask for a trace or span.`]
      : []),
  ];
}

/** Tells to what links lead of which nothing was received. */
export const missingNotes = (traces: readonly string[]): string[] =>
  traces.length === 0 ? [] : [`No span was received of ${counted(traces.length, 'linked trace')} (${some(traces)}).`];

const some = (ids: readonly string[]): string =>
  `${ids.slice(0, MAX_IDS).join(', ')}${ids.length > MAX_IDS ? ', …' : ''}`;

/** Tells how many lines of a list did not fit. */
export const listNotes = (shown: number, of: number): string[] =>
  shown < of ? [`CUT: ${shown} of ${of} are shown; raise tokens, or narrow the question.`] : [];
