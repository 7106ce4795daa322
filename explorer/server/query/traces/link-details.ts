/** What only the details of a span show of its links: trace state, flags, dropped attributes, and whole values. */
import type { LinkDetail } from '../../../api/answers.js';
import { MAX_LISTED_TEXT } from '../../store/index-table.js';
import type { StoreReader } from '../../store/store-reader.js';
import type { IndexRow, LinkDetailRow } from '../index/index-rows.js';
import type { LinkRow } from '../index/link-rows.js';

/** The attributes of links that a span carries, whole, by position; only of those that lists cut. */
export type WholeValues = ReadonlyMap<number, LinkRow['attributes']>;

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
 * @param span the row of the span itself; without it, long values stay cut
 */
export async function readWholeValues(
  reader: StoreReader,
  ref: Readonly<Record<'trace' | 'span', string>>,
  rows: readonly IndexRow[],
  span: IndexRow | undefined,
): Promise<WholeValues> {
  const positions = [...new Set(rows.filter(isCut).map(({ position }) => position))];
  if (span === undefined || positions.length === 0) return new Map();
  const { service, start } = span;
  const [row] = await reader.rows<{ attributes: readonly LinkRow['attributes'][] }>(
    `SELECT arrayMap(n -> Links.Attributes[n], [${positions.join(', ')}]) AS attributes FROM ${reader.tables.traces}
WHERE ServiceName = {service:String} AND Timestamp >= fromUnixTimestamp64Micro({start:Int64})
  AND Timestamp < fromUnixTimestamp64Micro({end:Int64}) AND TraceId = {trace:String} AND SpanId = {span:String}
ORDER BY ${reader.received} DESC, Duration DESC LIMIT 1`,
    { ...ref, service, start, end: start + 1 },
  );
  return new Map(positions.map((position, index) => [position, row?.attributes[index] ?? {}]));
}

const isCut = ({ attributes }: IndexRow): boolean =>
  Object.values(attributes).some((value) => value.length > MAX_LISTED_TEXT);
