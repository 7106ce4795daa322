/** `span`: the details of a span, its causes and its effects. */
import type { LinkEnds, SpanDetail, SpanSummary } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness, hasCutText } from '../completeness.js';
import { carrierSummary, readIndexRows } from '../index/index-rows.js';
import type { IndexRow } from '../index/index-rows.js';
import { linkOfRow, toCausalLink } from '../index/link-rows.js';
import { spanLinksInMemory } from '../index/span-links-in-memory.js';
import type { SpanLinks } from '../index/span-links-in-memory.js';
import { spanLinksInSql } from '../index/span-links-in-sql.js';
import { readSpansByRef, spanKey } from '../index/span-rows.js';
import { readSpanDetail } from '../traces/span-detail.js';
import { NotFoundError } from './not-found-error.js';

type Ref = Readonly<Record<'trace' | 'span', string>>;

// a span that was sent again is indexed again, until parts are merged
const MAX_COPIES = 100;

const IS_SPAN = 'TraceId = {trace:String} AND SpanId = {span:String}';

export async function answerSpan(
  reader: StoreReader,
  { trace, span, links: limit }: AskedOf<'span'>,
): Promise<SpanDetail> {
  const ref = { trace, span };
  const { indexed, causes, effects } = await readAbout(reader, ref, limit);
  const [detail, causeSpans] = await Promise.all([
    readSpanDetail(reader, ref, indexed),
    readSpansByRef(
      reader,
      causes.rows.map((row) => linkOfRow(row).cause),
    ),
  ]);
  if (detail === undefined) {
    const linksToIt = effects.total > 0 ? `, but ${effects.total} links to it` : '';
    throw new NotFoundError(`Span ${span} of trace ${trace} was not received${linksToIt}.`);
  }
  const causedBy = toLinkEnds(causes, (row) => causeSpans.get(spanKey(linkOfRow(row).cause)));
  const ledTo = toLinkEnds(effects, carrierSummary);
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
  /** The row of the span itself; missing if it is not indexed. */
  readonly indexed: IndexRow | undefined;
  readonly causes: SpanLinks;
  readonly effects: SpanLinks;
}

/** Reads the rows about a span: with one query if they are few, else its links cut by the engine. */
async function readAbout(reader: StoreReader, ref: Ref, limit: number): Promise<About> {
  const rows = await readIndexRows(reader, IS_SPAN, ref, 2 * Math.max(limit, 1000));
  if (rows)
    return {
      indexed: rows.find(({ entry }) => entry === 'span'),
      causes: spanLinksInMemory(rows, 'causes', limit),
      effects: spanLinksInMemory(rows, 'effects', limit),
    };
  const [spanRows, causes, effects] = await Promise.all([
    readIndexRows(reader, `${IS_SPAN} AND Entry = 'span'`, ref, MAX_COPIES),
    spanLinksInSql(reader, 'causes', IS_SPAN, ref, limit),
    spanLinksInSql(reader, 'effects', IS_SPAN, ref, limit),
  ]);
  return { indexed: spanRows?.[0], causes, effects };
}

const toLinkEnds = ({ total, rows }: SpanLinks, otherSpan: (row: IndexRow) => SpanSummary | undefined): LinkEnds => ({
  total,
  ends: rows.map((row) => {
    const span = otherSpan(row);
    return { ...toCausalLink(linkOfRow(row)), ...(span && { span }) };
  }),
});
