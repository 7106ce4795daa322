/** What a table leaves out, and how to see it: in an answer as JSON it is among the fields. */
import type { Answers } from '../../api/answers-by-question.js';
import type { Bound, ClockOffset, LinkEnds, SpanDetail } from '../../api/answers.js';
import { QUESTIONS } from '../../api/questions.js';
import type { QuestionName } from '../../api/questions.js';
import { describeLosses } from '../store/describe-losses.js';

export const formatDuration = (micros: number): string =>
  micros < 1000 ? `${micros} µs` : micros < 1e6 ? `${(micros / 1e3).toFixed(1)} ms` : `${(micros / 1e6).toFixed(2)} s`;

/** The bounds that no parameter raises. */
const FIXED_BOUNDS: Partial<Readonly<Record<Bound, string>>> = {
  rows: 'Incomplete: more was found than can be listed.',
  bytes: 'Incomplete: the answer has reached its largest size.',
  text: 'Long texts are cut, and end with “…”; “query span” has those of a span whole.',
};

const NO_CAUSE = 'No link was recorded of this CONSUMER span; “Troubleshooting” in the docs of Spanlink says why.';

type NotesOf = { readonly [N in QuestionName]?: (answer: Answers[N]) => readonly string[] };

const NOTES: NotesOf = {
  span: ({ causedBy, ledTo, events, eventsTotal, dropped, ...span }) => [
    ...(span.kind === 'consumer' && causedBy.total === 0 ? [NO_CAUSE] : []),
    ...linkNotes('causes', causedBy),
    ...linkNotes('effects', ledTo),
    ...moreNotes('events', 'events', events.length, eventsTotal),
    ...droppedNotes(dropped),
    ...futureNotes('span', [span]),
  ],
  graph: ({ missing, clockOffsets, lanes }) => [
    ...(missing.length > 0 ? [`Linked traces that were not received: ${missing.length}.`] : []),
    ...clockNotes(clockOffsets),
    ...futureNotes('trace', lanes),
  ],
  trace: ({ clockOffsets, spans }) => [...clockNotes(clockOffsets), ...futureNotes('span', spans)],
  chain: ({ elapsed, waited, clockOffsets }) => [
    `${formatDuration(elapsed)} elapsed, ${formatDuration(waited)} of them waiting.`,
    ...clockNotes(clockOffsets),
  ],
  search: ({ next, traces }) => [
    ...futureNotes('trace', traces),
    ...(next === undefined ? [] : [`There are older traces: before=${next}`]),
  ],
  services: ({ oneOf }) => (oneOf === 1 ? [] : [`Counts are estimates from one of ${oneOf} traces.`]),
  status: ({ lost }) => (lost === undefined ? [] : [describeLosses(lost)]),
};

/** Returns the sentences below the table of an answer. */
export function tableNotes<N extends QuestionName>(name: N, answer: Answers[N]): readonly string[] {
  const cutBy = 'cutBy' in answer ? answer.cutBy : [];
  return [...cutNotes(name, cutBy), ...(NOTES[name]?.(answer) ?? [])];
}

function cutNotes(name: QuestionName, cutBy: readonly Bound[]): string[] {
  // the links and events of a span are counted below
  const isCounted = (bound: Bound): boolean => name === 'span' && (bound === 'links' || bound === 'events');
  const limits = cutBy.filter((bound) => !(bound in FIXED_BOUNDS) && !isCounted(bound));
  const raised = limits.filter((bound) => bound in QUESTIONS[name].parameters).map((bound) => `${bound}=…`);
  const advice = raised.length > 0 ? `; raise ${raised.join(', ')}` : '';
  const what = limits.map((bound) => (bound === 'limit' ? 'results' : bound)).join(', ');
  return [
    ...(limits.length > 0 ? [`Incomplete: cut by a limit on ${what}${advice}.`] : []),
    ...cutBy.flatMap((bound) => FIXED_BOUNDS[bound] ?? []),
  ];
}

const linkNotes = (what: string, { total, ends }: LinkEnds): string[] => moreNotes(what, 'links', ends.length, total);

const moreNotes = (what: string, parameter: string, listed: number, total: number): string[] =>
  listed < total ? [`${total - listed} of ${total} ${what} are not listed: raise ${parameter}=….`] : [];

const droppedNotes = (dropped: SpanDetail['dropped']): string[] => {
  const counts = Object.entries(dropped ?? {}).filter(([, count]) => count > 0);
  return counts.length === 0 ? [] : [`Dropped by its SDK: ${counts.map(([what, n]) => `${what} ${n}`).join(', ')}.`];
};

const futureNotes = (what: string, all: readonly { readonly isFromFuture?: true }[]): string[] => {
  const count = all.filter(({ isFromFuture }) => isFromFuture).length;
  return count === 0
    ? []
    : [`From the future, by the clocks of their senders: ${count} ${what}${count === 1 ? '' : 's'}.`];
};

const clockNotes = (offsets: readonly ClockOffset[] = []): string[] =>
  offsets.map(
    ({ service, offset }) =>
      `The clock of ${service || 'a service without a name'} seems to be ${formatDuration(Math.abs(offset))} ` +
      `${offset < 0 ? 'ahead' : 'behind'}; clocks=adjusted moves its times by that.`,
  );
