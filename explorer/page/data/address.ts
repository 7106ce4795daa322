/** Where the page is: all of its state that a link shares is in the URL's query. */
import { useSyncExternalStore } from 'react';

export const VIEWS = ['traces', 'timeline', 'graph', 'chain', 'services', 'runs', 'run'] as const;
export type View = (typeof VIEWS)[number];

export interface Address {
  readonly view: View;
  /** Without `view`. Several values of a name are in their order. */
  readonly query: URLSearchParams;
}

/** What a query is changed with; `undefined` takes a name out. */
export type QueryChange = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Reads what follows the `?`; an unknown view is the first one. */
export function parseAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const asked = query.get('view');
  query.delete('view');
  return { view: VIEWS.find((view) => view === asked) ?? 'traces', query };
}

/** The link to a view. The token that a server may ask for is not part of it. */
export function hrefTo(view: View, change: QueryChange = {}, from?: URLSearchParams): string {
  const query = new URLSearchParams([...(view === 'traces' ? [] : [['view', view]]), ...(from ?? [])]);
  for (const [name, value] of Object.entries(change)) {
    query.delete(name);
    if (value === undefined || value === '') continue;
    for (const one of typeof value === 'object' ? value : [String(value)]) query.append(name, one);
  }
  return `?${query}`;
}

const CHANGED = 'spanlink:address';

/** Goes there: as a new step of the history, or in place of this one. */
export function navigate(href: string, { replace = false } = {}): void {
  if (href === location.search || (href === '?' && location.search === '')) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', href);
  dispatchEvent(new Event(CHANGED));
}

const subscribe = (changed: () => void): (() => void) => {
  addEventListener('popstate', changed);
  addEventListener(CHANGED, changed);
  return () => {
    removeEventListener('popstate', changed);
    removeEventListener(CHANGED, changed);
  };
};

let last: { search: string; address: Address } | undefined;

const snapshot = (): Address => {
  if (last?.search !== location.search) last = { search: location.search, address: parseAddress(location.search) };
  return last.address;
};

/** The address, again whenever it changes. */
export const useAddress = (): Address => useSyncExternalStore(subscribe, snapshot);
