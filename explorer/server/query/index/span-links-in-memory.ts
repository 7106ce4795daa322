/** The links of a span, from all rows about it. */
import type { IndexRow } from './index-rows.js';
import { LINK_SIDES } from './link-direction.js';
import type { LinkDirection } from './link-direction.js';
import { linkKey, linkOfRow, uniqueByKey } from './link-rows.js';

/** The first links of a span, and their total. */
export interface SpanLinks {
  readonly total: number;
  readonly rows: readonly IndexRow[];
}

export function spanLinksInMemory(rows: readonly IndexRow[], direction: LinkDirection, limit: number): SpanLinks {
  const links = uniqueByKey(
    rows.filter(({ entry }) => entry === LINK_SIDES[direction].far),
    (row) => linkKey(linkOfRow(row)),
  );
  return { total: links.length, rows: links.slice(0, limit) };
}
