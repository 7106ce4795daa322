/** Names a series of a counter, and tells it from all others. */
import { createHash } from 'node:crypto';
import type { CounterRow } from '../store/counter-table.js';

/** What the points of a series have in common. */
export interface SeriesParts {
  readonly resource: ReadonlyMap<string, string>;
  /** The name of the scope. */
  readonly scope: string;
  readonly counter: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const SITE = 'spanlink.site';
/** The bounds of what is kept to be shown: attributes, and the characters of a text. */
const MOST_ATTRIBUTES = 8;
const MOST_CHARACTERS = 256;

/** Returns the columns of a series: a hash of all its parts, and those that are shown. */
export function describeSeries({
  resource,
  scope,
  counter,
  attributes,
}: SeriesParts): Pick<CounterRow, 'Series' | 'Service' | 'Counter' | 'Site' | 'Attributes'> {
  const parts = JSON.stringify([sorted(resource), scope, counter, sorted(attributes)]);
  const shown = sorted(attributes)
    .filter(([key]) => key !== SITE)
    .slice(0, MOST_ATTRIBUTES)
    .map(([key, value]) => [cut(key), cut(value)] as const);
  return {
    Series: createHash('sha256').update(parts).digest('hex').slice(0, 32),
    Service: cut(resource.get('service.name') ?? ''),
    Counter: cut(counter),
    Site: cut(attributes.get(SITE) ?? ''),
    Attributes: shown.length === 0 ? '' : JSON.stringify(Object.fromEntries(shown)),
  };
}

const sorted = (attributes: ReadonlyMap<string, string>): (readonly [string, string])[] =>
  [...attributes].sort(([one], [other]) => (one < other ? -1 : 1));

const cut = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1).toWellFormed()}…`;
