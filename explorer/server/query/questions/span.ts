/** `span`: the details of a span, its causes and its effects. */
import type { LinkDetail, LinkEnds, SpanDetail, SpanSummary } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { isOfSpan, isOfTrace } from '../../store/index-ids.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness, hasCutText } from '../completeness.js';
import { cutText } from '../index/bounded-text.js';
import { carrierSummary, INDEX_COLUMNS, LINK_DETAIL_COLUMNS, readIndexRows } from '../index/index-rows.js';
import type { IndexRow } from '../index/index-rows.js';
import { distinctSpans } from '../index/latest-forms.js';
import type { NumberedRow } from '../index/latest-forms.js';
import { linkOfRow, toCausalLink } from '../index/link-rows.js';
import { spanLinksInMemory } from '../index/span-links-in-memory.js';
import type { SpanLinks } from '../index/span-links-in-memory.js';
import { spanLinksInSql } from '../index/span-links-in-sql.js';
import { readSpansByRef, spanKey } from '../index/span-rows.js';
import { linkDetail, readWholeAttributes } from '../traces/link-details.js';
import type { WholeAttributes } from '../traces/link-details.js';
import { readSpanDetail } from '../traces/span-detail.js';
import { NotFoundError } from './not-found-error.js';

type Ref = Readonly<Record<'trace' | 'span', string>>;

const DETAILED = `${INDEX_COLUMNS}, ${LINK_DETAIL_COLUMNS}`;

const IS_SPAN = `${isOfTrace('trace')} AND ${isOfSpan('span')}`;

export async function answerSpan(
  reader: StoreReader,
  { trace, span, nth, links: limit }: AskedOf<'span'>,
): Promise<SpanDetail> {
  const ref = { trace, span };
  const { spans, causes: allCauses, effects } = await readAbout(reader, ref, limit);
  const indexed = spans[nth - 1];
  if (indexed === undefined && spans.length > 0)
    throw new NotFoundError(`Of span ${span} of trace ${trace}, there are ${spans.length}, and not ${nth}.`);
  const causes = indexed && spans.length > 1 ? await readCarriedBy(reader, ref, indexed, limit) : allCauses;
  const [detail, wholeAttributes, causeSpans] = await Promise.all([
    readSpanDetail(reader, ref, indexed),
    readWholeAttributes(reader, ref, causes.rows, indexed),
    readSpansByRef(
      reader,
      causes.rows.map((row) => linkOfRow(row).cause),
    ),
  ]);
  if (detail === undefined && indexed !== undefined)
    throw new NotFoundError(
      `Span ${span} of trace ${trace} (${cutText(indexed.service)}, ${cutText(indexed.name)}) was received, but its ` +
        'details are lost: its part of the store is torn, or was deleted. "spanlink-explorer doctor" says more.',
    );
  if (detail === undefined) {
    const linksToIt = effects.total > 0 ? `, but ${effects.total} links to it` : '';
    throw new NotFoundError(`Span ${span} of trace ${trace} was not received${linksToIt}.`);
  }
  const causedBy = toLinkEnds(causes, wholeAttributes, (row) => causeSpans.get(spanKey(linkOfRow(row).cause)));
  const ledTo = toLinkEnds(effects, new Map(), carrierSummary);
  return {
    ...detail,
    causedBy,
    ledTo,
    ...completeness([
      ...detail.cutBy,
      [causedBy, ledTo].some(({ total, ends }) => ends.length < total) && 'links',
      [causedBy, ledTo].some(({ ends }) => hasCutText(ends) || hasCutText(ends.flatMap((end) => end.span ?? []))) &&
        'text',
    ]),
  };
}

interface About {
  /** The row of the span itself; those of all that share its id, or none if it is not indexed. */
  readonly spans: readonly NumberedRow<IndexRow>[];
  readonly causes: SpanLinks;
  readonly effects: SpanLinks;
}

/** Reads the rows about a span: with one query if they are few, else its links cut by the engine. */
async function readAbout(reader: StoreReader, ref: Ref, limit: number): Promise<About> {
  const rows = await readIndexRows(reader, IS_SPAN, ref, 2 * Math.max(limit, 1000), DETAILED);
  if (rows)
    return {
      spans: distinctSpans(rows.filter(({ entry }) => entry === 'span')),
      causes: spanLinksInMemory(rows, 'causes', limit),
      effects: spanLinksInMemory(rows, 'effects', limit),
    };
  const [spans, causes, effects] = await Promise.all([
    reader.rows<IndexRow>(
      `SELECT ${INDEX_COLUMNS} FROM ${reader.tables.index} WHERE ${IS_SPAN} AND Entry = 'span' LIMIT 1000`,
      ref,
    ),
    spanLinksInSql(reader, 'causes', IS_SPAN, ref, limit),
    spanLinksInSql(reader, 'effects', IS_SPAN, ref, limit),
  ]);
  return { spans: distinctSpans(spans), causes, effects };
}

/** Reads the links that one of several spans of an id carries. */
const readCarriedBy = (
  reader: StoreReader,
  ref: Ref,
  { service, kind, start }: IndexRow,
  limit: number,
): Promise<SpanLinks> =>
  spanLinksInSql(
    reader,
    'causes',
    `${IS_SPAN} AND ServiceName = {service:String} AND SpanKind = {kind:String}
  AND toUnixTimestamp64Micro(Timestamp) = {start:Int64}`,
    { ...ref, service, kind, start },
    limit,
  );

const toLinkEnds = (
  { total, rows }: SpanLinks,
  wholeAttributes: WholeAttributes,
  otherSpan: (row: IndexRow) => SpanSummary | undefined,
): LinkEnds => ({
  total,
  ends: rows.map((row): LinkDetail => {
    const span = otherSpan(row);
    const link = linkOfRow(row);
    const attributes = wholeAttributes.get(row.position);
    const shown = attributes ? { ...link, attributes, isCut: link.relation !== row.relation } : link;
    return { ...toCausalLink(shown), ...(span && { span }), ...linkDetail(row) };
  }),
});
