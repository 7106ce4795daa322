/** `kept`: why a trace is forwarded, or is not. */
import type { KeptAnswer, KeptStory } from '../../../api/answers.js';
import { list } from './list.js';
import { cutNotes } from './notes.js';
import type { TokenBudget } from './token-budget.js';
import { counted, formatTime, oneLine } from './words.js';

const STATES: Readonly<Record<KeptAnswer['state'], string>> = {
  kept: 'is kept and forwarded',
  undecided: 'is not decided on yet',
  not_kept: 'is not kept: no policy is for it, nor for what it is linked to',
  not_held: 'is not held: nothing of it came, or all of it is deleted',
  off: 'is not decided on: this explorer was started without --keep',
};

export function keptLines(
  { traceId, state, stories, heldSpans, goneAt, ...answer }: KeptAnswer,
  budget: TokenBudget,
): string[] {
  const held = heldSpans === 0 ? 'gone at' : `${counted(heldSpans, 'span')} held until`;
  const until = goneAt === undefined ? '' : ` · ${held} ${formatTime(goneAt)}`;
  const title = `trace ${traceId} ${STATES[state]}${until}`;
  return [
    ...(stories.length > 0 ? list(stories.map(describeStory), budget, '', title) : budget.takeLines([title])),
    ...cutNotes('kept', answer),
  ];
}

function describeStory({ role, policies, keptFor, hops, decided }: KeptStory): string {
  const time = formatTime(decided);
  if (role === 'policy') return `by ${policies.map((policy) => oneLine(policy)).join(', ')} · ${time}`;
  const part = role === 'cause' ? 'a cause' : 'an effect';
  return `as ${part} of trace ${keptFor}, ${counted(hops, 'link')} away · ${time}`;
}
