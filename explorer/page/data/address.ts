/** The address of the page: all state that a link shares is in the query of the URL. */
import { useSyncExternalStore } from 'react';
import type { Clocks } from '../../api/adjust-clocks.js';

export const VIEWS = [
  'traces',
  'timeline',
  'graph',
  'chain',
  'services',
  'counters',
  'runs',
  'run',
  'conversations',
  'conversation',
  'keeping',
] as const;
export type View = (typeof VIEWS)[number];

export interface Address {
  readonly view: View;
  /** Without `view`. Repeated names keep their order. */
  readonly query: URLSearchParams;
}

/** Returns the value of `clocks` in an address; undefined for measured times. */
export const readClocks = (query: URLSearchParams): Clocks | undefined =>
  query.get('clocks') === 'adjusted' ? 'adjusted' : undefined;

/** Changes to a query; `undefined` removes a name. */
export type QueryChange = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Parses a query; an unknown view becomes the first one. */
export function parseAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const asked = query.get('view');
  query.delete('view');
  return { view: VIEWS.find((view) => view === asked) ?? 'traces', query };
}

/**
 * Returns the link to a view. The token that a server may ask for is not part of it.
 *
 * @param change Names to set, or to remove, in the query.
 * @param from The query to start from; an empty one by default.
 */
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

/** Changes the address, as a new entry of the history or in place of the current one. */
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

/** Returns the current address. */
export const useAddress = (): Address => useSyncExternalStore(subscribe, snapshot);
