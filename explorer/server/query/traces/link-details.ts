/** What only the details of a span show of its links: trace state, flags, dropped attributes, and whole values. */
import type { LinkDetail } from '../../../api/answers.js';
import type { StoreReader } from '../../store/store-reader.js';
import { latestForms } from '../../store/tables.js';
import { orUndefinedIfTooLarge } from '../index/bounded-text.js';
import { MAX_IDS } from '../index/id-batches.js';
import { carrierOf } from '../index/index-rows.js';
import type { IndexRow, LinkDetailRow } from '../index/index-rows.js';
import type { SpanForm } from '../index/latest-forms.js';
import { linkOfRow } from '../index/link-rows.js';
import type { LinkRow } from '../index/link-rows.js';
import { spanPosition, spanPositions } from './span-position.js';

export type Attributes = LinkRow['attributes'];

/** Finds the attributes of a link, whole; undefined for those that lists do not cut, and those that were not found. */
type AttributesOf = (row: IndexRow) => Attributes | undefined;

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
export async function readAttributesOfCauses(
  reader: StoreReader,
  ref: Ref,
  rows: readonly IndexRow[],
  span: IndexRow | undefined,
): Promise<AttributesOf> {
  const positions = [...new Set(cutLinks(rows).map(({ position }) => position))];
  if (span === undefined || positions.length === 0) return () => undefined;
  const { where, params } = spanPosition(ref, span);
  const found = await orUndefinedIfTooLarge(
    reader.manyRows<{ attributes: readonly Attributes[] }>(
      `SELECT arrayMap(n -> Links.Attributes[n], [${positions.join(', ')}]) AS attributes
FROM ${reader.tables.traces} WHERE ${where} ORDER BY ${reader.received} DESC, Duration DESC LIMIT 1`,
      params,
    ),
  );
  const whole = new Map(positions.map((position, index) => [position, found?.[0]?.attributes[index]]));
  return ({ position }) => whole.get(position);
}

/** Reads the attributes of links to a span from the spans that carry them, as {@link readAttributesOfCauses} does. */
export async function readAttributesOfEffects(
  reader: StoreReader,
  ref: Ref,
  rows: readonly IndexRow[],
): Promise<AttributesOf> {
  const cut = cutLinks(rows).slice(0, MAX_IDS);
  if (cut.length === 0) return () => undefined;
  const { where, params } = spanPositions(cut.map((row) => ({ ...row, ...carrierOf(row) })));
  const found = await orUndefinedIfTooLarge(
    reader.manyRows<CarrierRow>(
      `SELECT ${CARRIER_COLUMNS}, arrayMap(n -> Links.Attributes[n], positions) AS attributes,
  arrayFilter(n -> Links.TraceId[n] = {trace:String} AND Links.SpanId[n] = {span:String},
    arrayEnumerate(Links.TraceId)) AS positions
FROM ${reader.tables.traces} WHERE ${where} ${latestForms(reader.received)}`,
      { ...params, ...ref },
    ),
  );
  const whole = new Map(
    (found ?? []).flatMap((row) =>
      row.positions.map((position, index) => [keyOf(row, position), row.attributes[index]] as const),
    ),
  );
  const cutKeys = new Set(cut.map((row) => keyOf(carrierOf(row), row.position)));
  return (row) => {
    const key = keyOf(carrierOf(row), row.position);
    return cutKeys.has(key) ? whole.get(key) : undefined;
  };
}

/** A span that carries links to the one that is asked for, with the positions and attributes of those. */
interface CarrierRow extends Carrier {
  readonly positions: readonly number[];
  readonly attributes: readonly Attributes[];
}

type Carrier = Pick<SpanForm, 'traceId' | 'spanId' | 'start' | 'kind'>;

const CARRIER_COLUMNS = `TraceId AS traceId, SpanId AS spanId, SpanKind AS kind,
  toUnixTimestamp64Micro(Timestamp) AS start`;

const keyOf = ({ traceId, spanId, start, kind }: Carrier, position: number): string =>
  [traceId, spanId, start, kind.replace('SPAN_KIND_', '').toLowerCase(), position].join();

const cutLinks = (rows: readonly IndexRow[]): IndexRow[] => rows.filter((row) => linkOfRow(row).isCut);

type Ref = Readonly<Record<'trace' | 'span', string>>;
