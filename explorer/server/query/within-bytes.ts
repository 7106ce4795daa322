/** Bounds the size of answers: what does not fit is left out of their lists, the last of it first. */
import type { Answers } from '../../api/answers-by-question.js';
import type { Completeness } from '../../api/answers.js';
import type { QuestionName } from '../../api/questions.js';
import { jsonSize } from '../store/json-size.js';
import { completeness } from './completeness.js';

/** The largest answer, as JSON. */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** The lists and records of each answer, in the order in which they are kept. */
const LISTS: Readonly<Record<QuestionName, readonly string[]>> = {
  trace: ['spans', 'links'],
  kept: ['stories'],
  span: ['attributes', 'resource', 'events', 'causedBy.ends', 'ledTo.ends'],
  graph: ['lanes', 'spans', 'links', 'missing'],
  search: ['traces'],
  services: ['services', 'edges'],
  chain: ['traces', 'steps'],
  runs: ['runs'],
  run: ['attempts', 'links'],
  conversations: ['conversations'],
  conversation: ['steps', 'links'],
  usage: [],
  counters: ['counters'],
  facets: ['services', 'names', 'attributes'],
  status: [],
};

type Fields = Readonly<Record<string, unknown>>;

/** Returns the answer, or as much of it as fits. */
export function withinBytes<N extends QuestionName>(
  name: N,
  answer: Answers[N],
  limit: number = MAX_ANSWER_BYTES,
): Answers[N] {
  if (jsonSize(answer) <= limit) return answer;
  const empty = LISTS[name].reduce<Fields>(
    (rest, path) => replace(rest, path, (list) => (Array.isArray(list) ? [] : {})),
    { ...answer },
  );
  let left = limit - jsonSize(empty);
  const fits = (item: unknown): boolean => (left -= jsonSize(item) + 1) >= 0;
  const cut = LISTS[name].reduce<Fields>((rest, path) => replace(rest, path, (list) => firstOf(list, fits)), {
    ...answer,
  });
  // every answer that has lists tells whether it is complete
  const { cutBy } = answer as unknown as Completeness;
  return { ...cut, ...completeness([...cutBy, 'bytes']) } as unknown as Answers[N];
}

function firstOf(list: unknown, fits: (item: unknown) => boolean): unknown {
  if (Array.isArray(list)) return takeWhile(list, fits);
  return Object.fromEntries(takeWhile(Object.entries(list as Fields), fits));
}

function takeWhile<T>(items: readonly T[], fits: (item: T) => boolean): T[] {
  const end = items.findIndex((item) => !fits(item));
  return end < 0 ? [...items] : items.slice(0, end);
}

/** Returns an object with the field at a path replaced. */
function replace(fields: Fields, path: string, by: (value: unknown) => unknown): Fields {
  const [name = '', ...rest] = path.split('.');
  const value = fields[name];
  return { ...fields, [name]: rest.length === 0 ? by(value) : replace(value as Fields, rest.join('.'), by) };
}
