/** What only the details of a span show of its links: trace state, flags, dropped attributes, and whole values. */
import type { LinkDetail } from '../../../api/answers.js';
import type { StoreReader } from '../../store/store-reader.js';
import { orUndefinedIfTooLarge } from '../index/bounded-text.js';
import type { IndexRow, LinkDetailRow } from '../index/index-rows.js';
import { linkOfRow } from '../index/link-rows.js';
import type { LinkRow } from '../index/link-rows.js';
import { spanPosition } from './span-position.js';

/** The attributes of links that a span carries, whole, by position; only of those that lists cut. */
export type WholeAttributes = ReadonlyMap<number, LinkRow['attributes']>;

/** Returns the details of a link that its row has. */
export const linkDetail = ({
  linkTraceState = '',
  linkFlags = 0,
  linkDroppedAttributes = 0,
}: LinkDetailRow): Pick<LinkDetail, 'traceState' | 'flags' | 'droppedAttributes'> => ({
  ...(linkTraceState !== '' && { traceState: linkTraceState }),
  // no SDK that sets them leaves out that it knows whether the cause is remote
  ...(linkFlags > 0 && { flags: linkFlags }),
  ...(linkDroppedAttributes > 0 && { droppedAttributes: linkDroppedAttributes }),
});

/**
 * Reads the attributes of links that a span carries from where they are whole.
 *
 * @param rows the links that are shown
 * @param span the row of the span itself; without it, cut attributes stay cut, as those that take too much memory do
 */
export async function readWholeAttributes(
  reader: StoreReader,
  ref: Readonly<Record<'trace' | 'span', string>>,
  rows: readonly IndexRow[],
  span: IndexRow | undefined,
): Promise<WholeAttributes> {
  const positions = [...new Set(rows.filter((row) => linkOfRow(row).isCut).map(({ position }) => position))];
  if (span === undefined || positions.length === 0) return new Map();
  const { where, params } = spanPosition(ref, span);
  const found = await orUndefinedIfTooLarge(
    reader.manyRows<{ attributes: readonly LinkRow['attributes'][] }>(
      `SELECT arrayMap(n -> Links.Attributes[n], [${positions.join(', ')}]) AS attributes
FROM ${reader.tables.traces} WHERE ${where} ORDER BY ${reader.received} DESC, Duration DESC LIMIT 1`,
      params,
    ),
  );
  const whole = found?.[0]?.attributes ?? [];
  return new Map(positions.flatMap((position, index) => (whole[index] ? [[position, whole[index]] as const] : [])));
}
