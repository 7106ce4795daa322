/** What only the details of a span show of its links: trace state, flags, dropped attributes, and whole values. */
import type { LinkDetail } from '../../../api/answers.js';
import { MAX_LISTED_TEXT } from '../../store/index-table.js';
import type { StoreReader } from '../../store/store-reader.js';
import { inBatches } from '../index/id-batches.js';
import type { IndexRow } from '../index/index-rows.js';
import { linkKey, linkOfRow } from '../index/link-rows.js';
import type { LinkRow } from '../index/link-rows.js';

/** The details by `linkKey`. */
export type LinkDetails = ReadonlyMap<string, Partial<LinkDetail>>;

type Key = Pick<LinkRow, 'traceId' | 'spanId' | 'entry' | 'otherTrace' | 'otherSpan' | 'position'>;

interface DetailRow extends Key {
  readonly traceState: string;
  readonly flags: number;
  readonly droppedAttributes: number;
}

/**
 * Reads the details of links.
 *
 * @param rows the links that are shown
 * @param span the row of the span itself; without it, long values stay cut
 */
export async function readLinkDetails(
  reader: StoreReader,
  ref: Readonly<Record<'trace' | 'span', string>>,
  rows: readonly IndexRow[],
  span: IndexRow | undefined,
): Promise<LinkDetails> {
  if (rows.length === 0) return new Map();
  const [details, values] = await Promise.all([
    Promise.all(inBatches(rows).map((batch) => readDetailRows(reader, ref, batch))),
    span ? readWholeValues(reader, ref, rows.filter(isOwnAndCut), span) : new Map<number, LinkRow['attributes']>(),
  ]);
  const byKey = new Map<string, Partial<LinkDetail>>();
  // the latest form is the last
  for (const { traceState, flags, droppedAttributes, ...key } of details.flat())
    byKey.set(linkKey(linkOfRow({ ...key, relation: '', attributes: {}, received: 0 })), {
      ...(traceState !== '' && { traceState }),
      // no SDK that sets them leaves out that it knows whether the cause is remote
      ...(flags > 0 && { flags }),
      ...(droppedAttributes > 0 && { droppedAttributes }),
    });
  for (const row of rows) {
    const attributes = row.entry === 'cause' ? values.get(row.position) : undefined;
    const key = linkKey(linkOfRow(row));
    if (attributes) byKey.set(key, { ...byKey.get(key), attributes, isCut: false });
  }
  return byKey;
}

const readDetailRows = (
  reader: StoreReader,
  ref: Readonly<Record<'trace' | 'span', string>>,
  rows: readonly IndexRow[],
): Promise<DetailRow[]> =>
  reader.rows<DetailRow>(
    `SELECT TraceId AS traceId, SpanId AS spanId, Entry AS entry, OtherTraceId AS otherTrace,
  OtherSpanId AS otherSpan, Position AS position, LinkTraceState AS traceState, LinkFlags AS flags,
  LinkDroppedAttributes AS droppedAttributes
FROM ${reader.tables.index} WHERE TraceId = {trace:String} AND SpanId = {span:String} AND Entry != 'span'
  AND OtherTraceId IN {traces:Array(String)} AND OtherSpanId IN {spans:Array(String)}
ORDER BY Received`,
    {
      ...ref,
      traces: [...new Set(rows.map(({ otherTrace }) => otherTrace))],
      spans: rows.map(({ otherSpan }) => otherSpan),
    },
  );

const isOwnAndCut = ({ entry, attributes }: IndexRow): boolean =>
  entry === 'cause' && Object.values(attributes).some((value) => value.length > MAX_LISTED_TEXT);

/** Reads the attributes of links that a span carries from where they are whole, by position. */
async function readWholeValues(
  reader: StoreReader,
  ref: Readonly<Record<'trace' | 'span', string>>,
  rows: readonly IndexRow[],
  { service, start }: IndexRow,
): Promise<Map<number, LinkRow['attributes']>> {
  if (rows.length === 0) return new Map();
  const positions = [...new Set(rows.map(({ position }) => position))];
  const [row] = await reader.rows<{ attributes: readonly LinkRow['attributes'][] }>(
    `SELECT arrayMap(n -> Links.Attributes[n], [${positions.join(', ')}]) AS attributes FROM ${reader.tables.traces}
WHERE ServiceName = {service:String} AND Timestamp >= fromUnixTimestamp64Micro({start:Int64})
  AND Timestamp < fromUnixTimestamp64Micro({end:Int64}) AND TraceId = {trace:String} AND SpanId = {span:String}
ORDER BY ${reader.received} DESC, Duration DESC LIMIT 1`,
    { ...ref, service, start, end: start + 1 },
  );
  return new Map(positions.map((position, index) => [position, row?.attributes[index] ?? {}]));
}
