/** The links of a span, from all rows about them. */
import { carriedLink } from './index-rows.js';
import type { IndexRow } from './index-rows.js';
import { carriedLinkKey, uniqueByKey } from './link-rows.js';

/** The first links of a span, and their total. */
export interface SpanLinks {
  readonly total: number;
  readonly rows: readonly IndexRow[];
}

export function spanLinksInMemory(rows: readonly IndexRow[], limit: number): SpanLinks {
  const links = uniqueByKey(rows, (row) => carriedLinkKey(carriedLink(row)));
  return { total: links.length, rows: links.slice(0, limit) };
}
