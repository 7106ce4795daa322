/** The counters of a place side by side, as a table shows them. */
import type { CounterSum } from '../../../api/counter-answers.js';

export interface CounterRow {
  readonly key: string;
  readonly service: string;
  readonly site: string | undefined;
  readonly attributes: CounterSum['attributes'] | undefined;
  /** By the names of the counters. */
  readonly values: ReadonlyMap<string, number>;
  /** When any of them rose last. */
  readonly rose: number;
}

/** The counters that come first, with their names for people. */
const LABELS: Readonly<Record<string, string>> = {
  'spanlink.links.made': 'Made',
  'spanlink.links.unreadable': 'Unreadable',
  'spanlink.links.late': 'Late',
  'spanlink.links.dropped': 'Dropped',
  'spanlink.attributes.dropped': 'Attributes dropped',
  'spanlink.callback.errors': 'Callback errors',
  'spanlink.ledger.lost': 'Ledger writes lost',
};
const ORDER = Object.keys(LABELS);

/** Returns the rows in the order in which their first counter comes. */
export function rowsOf(counters: readonly CounterSum[]): readonly CounterRow[] {
  const rows = new Map<string, CounterRow & { readonly values: Map<string, number> }>();
  for (const { service, site, attributes, counter, value, rose } of counters) {
    const key = JSON.stringify([service, site, attributes]);
    const before = rows.get(key);
    rows.set(key, {
      key,
      service,
      site,
      attributes,
      values: new Map([...(before?.values ?? []), [counter, value]]),
      rose: Math.max(before?.rose ?? 0, rose),
    });
  }
  return [...rows.values()];
}

/** Returns the names of the counters: those that are known first, the others by name. */
export const columnsOf = (counters: readonly CounterSum[]): readonly string[] =>
  [...new Set(counters.map(({ counter }) => counter))].sort(
    (one, other) => place(one) - place(other) || (one < other ? -1 : 1),
  );

const place = (counter: string): number => (ORDER.includes(counter) ? ORDER.indexOf(counter) : ORDER.length);

/** Returns the name of a counter for people; its own without the prefix if it is not known. */
export const labelOf = (counter: string): string =>
  Object.hasOwn(LABELS, counter) ? (LABELS[counter] ?? counter) : counter.replace(/^spanlink\./, '');

export const attributesText = (attributes: CounterSum['attributes'] = {}): string =>
  Object.entries(attributes)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
