/** The first items of a list, and the others on request: many would slow the page. */
import { useState, type ReactNode } from 'react';
import { plural } from './format.js';

/** The items that a click adds. */
const STEP = 1000;

export interface FirstItemsProps<T> {
  readonly items: readonly T[];
  /** The items that are listed at first. */
  readonly first: number;
  /** What one item is called. */
  readonly what: string;
  /** Returns an `li` with a key. */
  readonly children: (item: T, index: number) => ReactNode;
}

/** Returns the content of an `ul` or `ol`. */
export function FirstItems<T>({ items, first, what, children }: FirstItemsProps<T>): ReactNode {
  const [listed, setListed] = useState(first);
  const rest = items.length - listed;
  const next = Math.min(rest, STEP);
  return (
    <>
      {items.slice(0, listed).map(children)}
      {rest > 0 && (
        <li>
          <button type="button" className="link-button" onClick={() => setListed(listed + next)}>
            Show {next < rest && `${next.toLocaleString('en')} of `}
            {plural(rest, `more ${what}`)}
          </button>
        </li>
      )}
    </>
  );
}
