/** `trace`: the spans of a trace, and its links in both directions. */
import { adjustTrace } from '../../../api/adjust-clocks.js';
import type { SpanSummary, TraceAnswer } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import type { NumberedRef } from '../../../api/span-ref-parameter.js';
import { isOfTrace } from '../../store/index-ids.js';
import type { StoreReader } from '../../store/store-reader.js';
import { LATEST_ENTRIES } from '../../store/tables.js';
import { completeness, hasCutText } from '../completeness.js';
import { readTextsThatFit } from '../index/bounded-text.js';
import { MAX_IDS } from '../index/id-batches.js';
import { IndexCache } from '../index/index-cache.js';
import { carriedLink, carrierSummary, MAX_INDEX_ROWS, readIndexRows } from '../index/index-rows.js';
import { carriedLinkKey, linkOfRow, toCausalLink } from '../index/link-rows.js';
import type { Link } from '../index/link-rows.js';
import { toTraceSummary } from '../index/linked-summary.js';
import { byStart, cutSummaryColumns, readSpanRows, spanKey, spansByKey, toSpanSummary } from '../index/span-rows.js';
import type { SpanSummaryRow } from '../index/span-rows.js';
import { traceContentsInMemory } from '../index/trace-contents-in-memory.js';
import { traceContentsInSql } from '../index/trace-contents-in-sql.js';
import { NotFoundError } from './not-found-error.js';

export const answerTrace = async (reader: StoreReader, params: AskedOf<'trace'>): Promise<TraceAnswer> =>
  adjustTrace(await readTrace(reader, params), params.clocks);

async function readTrace(
  reader: StoreReader,
  { trace, spans: maxSpans, links: maxLinks, keep }: AskedOf<'trace'>,
): Promise<TraceAnswer> {
  const rows = await readIndexRows(reader, isOfTrace('trace'), { trace }, MAX_INDEX_ROWS);
  const cache = new IndexCache(reader);
  const contents = rows
    ? await traceContentsInMemory(cache, trace, rows)
    : await traceContentsInSql(reader, trace, maxSpans, maxLinks);
  if (contents.summary === undefined) throw new NotFoundError(`No span of trace ${trace} was received.`);

  const uniqueLinks = new Map<string, Link>();
  const effectSpans = new Map<Link, SpanSummary>();
  for (const row of contents.links) {
    const link = linkOfRow(row);
    const key = carriedLinkKey(carriedLink(row));
    // of a span that was sent several times, the latest form
    if ((uniqueLinks.get(key)?.received ?? -1) >= link.received) continue;
    uniqueLinks.set(key, link);
    if (row.entry === 'effect') effectSpans.set(link, carrierSummary(row));
  }
  const links = [...uniqueLinks.values()].slice(0, maxLinks);
  const causes = links.filter(({ effect }) => effect.traceId === trace).map(({ cause }) => cause);
  const causeSpans =
    causes.length <= MAX_IDS ? await cache.readSpans(causes) : await readCauses(reader, trace, maxLinks);
  const summary = toTraceSummary(contents.summary);
  const spans = await firstSpans(reader, contents.spans, maxSpans, keep?.traceId === trace ? keep : undefined);
  return {
    trace: summary,
    spans,
    links: links.map((link) => {
      const isOwn = link.effect.traceId === trace;
      const span = isOwn ? causeSpans.get(spanKey(link.cause)) : effectSpans.get(link);
      return { ...toCausalLink(link), ...(span && { span }) };
    }),
    ...completeness([
      contents.spans.length > maxSpans && 'spans',
      uniqueLinks.size > maxLinks && 'links',
      (hasCutText([summary]) || hasCutText(spans) || hasCutText(links)) && 'text',
    ]),
  };
}

/** Returns the first spans, one of which is `keep`: in place of the last, if it is not among them. */
async function firstSpans(
  reader: StoreReader,
  all: readonly SpanSummary[],
  limit: number,
  keep: NumberedRef | undefined,
): Promise<readonly SpanSummary[]> {
  const first = all.slice(0, limit);
  const isKept = ({ spanId, nth }: SpanSummary): boolean => spanId === keep?.spanId && nth === keep.nth;
  if (keep === undefined || first.some(isKept)) return first;
  const kept = (await readSpanRows(reader, [keep])).map(toSpanSummary).find(isKept);
  return kept === undefined ? first : [...first.slice(0, limit - 1), kept].sort(byStart);
}

/** Reads the causes of a trace by {@link spanKey}, if they are more than one query can name: the engine finds them. */
async function readCauses(reader: StoreReader, trace: string, maxLinks: number): Promise<Map<string, SpanSummary>> {
  const { index } = reader.tables;
  const rows = await readTextsThatFit<SpanSummaryRow>((texts) =>
    reader.manyRows(
      `SELECT ${cutSummaryColumns(texts)} FROM ${index} WHERE Entry = 'span' AND (Trace, Span) IN (
  SELECT OtherTrace, OtherSpan FROM ${index} WHERE ${isOfTrace('trace')} AND Entry = 'cause'
  ${LATEST_ENTRIES} LIMIT ${maxLinks}
)`,
      { trace },
    ),
  );
  return spansByKey(rows);
}
