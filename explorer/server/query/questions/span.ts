/** `span`: the details of a span, its causes and its effects. */
import type { LinkDetail, LinkEnds, SpanDetail, SpanSummary } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { isOfSpan, isOfTrace } from '../../store/index-ids.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness, hasCutText } from '../completeness.js';
import { cutText, orUndefinedIfTooLarge } from '../index/bounded-text.js';
import { IndexCache } from '../index/index-cache.js';
import { carrierOf, carrierSummary, INDEX_COLUMNS, LINK_DETAIL_COLUMNS, readIndexRows } from '../index/index-rows.js';
import type { IndexRow } from '../index/index-rows.js';
import type { KnownForms } from '../index/known-forms.js';
import { distinctSpans, isLater, isSameSpan } from '../index/latest-forms.js';
import type { NumberedRow } from '../index/latest-forms.js';
import { linkOfRow, toCausalLink } from '../index/link-rows.js';
import { spanLinksInMemory } from '../index/span-links-in-memory.js';
import type { SpanLinks } from '../index/span-links-in-memory.js';
import { spanLinksInSql } from '../index/span-links-in-sql.js';
import { spanKey } from '../index/span-rows.js';
import { linkDetail, readAttributesOfCauses, readAttributesOfEffects } from '../traces/link-details.js';
import type { Attributes } from '../traces/link-details.js';
import { readSpanDetail } from '../traces/span-detail.js';
import { NotFoundError } from './not-found-error.js';

type Ref = Readonly<Record<'trace' | 'span', string>>;

const DETAILED = `${INDEX_COLUMNS}, ${LINK_DETAIL_COLUMNS}`;

// the forms of different spans of one id
const MAX_FORMS = 50_000;

const IS_SPAN = `${isOfTrace('trace')} AND ${isOfSpan('span')}`;

export async function answerSpan(
  reader: StoreReader,
  { trace, span, nth, links: limit, events }: AskedOf<'span'>,
): Promise<SpanDetail> {
  const ref = { trace, span };
  const about = await readAbout(reader, ref, limit);
  const { spans } = about;
  const indexed = spans[nth - 1];
  if (indexed === undefined && spans.length > 0)
    throw new NotFoundError(`Of span ${span} of trace ${trace}, there are ${spans.length}, and not ${nth}.`);
  const causes = await about.causesOf(indexed);
  const causeRefs = causes.rows.map((row) => linkOfRow(row).cause);
  const cache = new IndexCache(reader);
  cache.forms.addSpans([{ traceId: trace, spanId: span }], spans);
  const [detail, causeAttributes] = await Promise.all([
    readSpanDetail(reader, ref, indexed, events),
    readAttributesOfCauses(reader, ref, causes.rows, indexed),
    cache.loadForms([...causeRefs, ...about.effects.map(carrierOf)]),
  ]);
  const causeSpans = await cache.readSpans(causeRefs);
  const effects = about.effectsOf(cache.forms);
  if (detail === undefined && indexed !== undefined)
    throw new NotFoundError(
      `Span ${span} of trace ${trace} (${cutText(indexed.service)}, ${cutText(indexed.name)}) was received, but its ` +
        'details are lost: its part of the store is torn, or was deleted. "spanlink-explorer doctor" says more.',
    );
  if (detail === undefined) {
    const linksToIt = effects.total > 0 ? `, but ${effects.total} links to it` : '';
    throw new NotFoundError(`Span ${span} of trace ${trace} was not received${linksToIt}.`);
  }
  const effectAttributes = await readAttributesOfEffects(reader, ref, effects.rows);
  const causedBy = toLinkEnds(causes, causeAttributes, (row) => causeSpans.get(spanKey(linkOfRow(row).cause)));
  const ledTo = toLinkEnds(effects, effectAttributes, (row) =>
    carrierSummary({ ...row, nth: cache.forms.nthOf(carrierOf(row)) }),
  );
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
  /** Returns the links that one of the spans carries. */
  readonly causesOf: (span: IndexRow | undefined) => SpanLinks | Promise<SpanLinks>;
  /** The rows of links to the span: all, or the first of those that the latest forms of their carriers have. */
  readonly effects: readonly IndexRow[];
  readonly effectsOf: (carriers: KnownForms) => SpanLinks;
}

/** Reads the rows about a span: with one query if they are few, else its links cut by the engine. */
async function readAbout(reader: StoreReader, ref: Ref, limit: number): Promise<About> {
  const rows = await readIndexRows(reader, IS_SPAN, ref, 2 * Math.max(limit, 1000), DETAILED);
  if (rows) {
    const effects = rows.filter(({ entry }) => entry === 'effect');
    return {
      spans: distinctSpans(rows.filter(({ entry }) => entry === 'span')),
      causesOf: (span) => {
        const causes = rows.filter((row) => row.entry === 'cause' && span !== undefined && isCarriedBy(row, span));
        return spanLinksInMemory(causes, limit);
      },
      effects,
      effectsOf: (carriers) =>
        spanLinksInMemory(
          effects.filter((row) => !carriers.isSuperseded(carrierOf(row))),
          limit,
        ),
    };
  }
  const { index } = reader.tables;
  const forms = `SELECT ${INDEX_COLUMNS} FROM ${index} WHERE ${IS_SPAN} AND Entry = 'span' LIMIT ${MAX_FORMS}`;
  const [spans, effects] = await Promise.all([
    orUndefinedIfTooLarge(reader.rows<IndexRow>(forms, ref)).then(
      (few) => few ?? reader.manyRows<IndexRow>(forms, ref),
    ),
    spanLinksInSql(reader, 'effects', IS_SPAN, ref, limit),
  ]);
  return {
    spans: distinctSpans(spans),
    causesOf: (span) => readCarriedBy(reader, ref, span, limit),
    effects: effects.rows,
    effectsOf: () => effects,
  };
}

/** Returns true if a link is of the latest form of a span. */
const isCarriedBy = (link: IndexRow, span: IndexRow): boolean =>
  isSameSpan(carrierOf(link), span) && !isLater(span, link);

/** Reads the links that one of several spans of an id carries. */
const readCarriedBy = (reader: StoreReader, ref: Ref, span: IndexRow | undefined, limit: number): Promise<SpanLinks> =>
  spanLinksInSql(
    reader,
    'causes',
    span === undefined
      ? IS_SPAN
      : `${IS_SPAN} AND ServiceName = {service:String} AND SpanKind = {kind:String}
  AND toUnixTimestamp64Micro(Timestamp) = {start:Int64}`,
    { ...ref, ...(span && { service: span.service, kind: span.kind, start: span.start }) },
    limit,
  );

const toLinkEnds = (
  { total, rows }: SpanLinks,
  attributesOf: (row: IndexRow) => Attributes | undefined,
  otherSpan: (row: IndexRow) => SpanSummary | undefined,
): LinkEnds => ({
  total,
  ends: rows.map((row): LinkDetail => {
    const span = otherSpan(row);
    const link = linkOfRow(row);
    const attributes = attributesOf(row);
    const shown = attributes ? { ...link, attributes, isCut: link.relation !== row.relation } : link;
    return { ...toCausalLink(shown), ...(span && { span }), ...linkDetail(row) };
  }),
});
