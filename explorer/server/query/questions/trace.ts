/** `trace`: the spans of a trace, and its links in both directions. */
import type { SpanSummary, TraceAnswer } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import type { StoreReader } from '../../store/store-reader.js';
import { LATEST_ENTRIES } from '../../store/tables.js';
import { MAX_IDS } from '../index/id-batches.js';
import { carrierSummary, MAX_INDEX_ROWS, readIndexRows } from '../index/index-rows.js';
import { linkKey, linkOfRow, toCausalLink } from '../index/link-rows.js';
import type { Link } from '../index/link-rows.js';
import { toTraceSummary } from '../index/linked-summary.js';
import { readSpansByRef, SPAN_SUMMARY_COLUMNS, spanKey, toSpanSummary } from '../index/span-rows.js';
import type { SpanSummaryRow } from '../index/span-rows.js';
import { traceContentsInMemory } from '../index/trace-contents-in-memory.js';
import { traceContentsInSql } from '../index/trace-contents-in-sql.js';
import { NotFoundError } from './not-found-error.js';

export async function answerTrace(
  reader: StoreReader,
  { trace, spans: maxSpans, links: maxLinks }: AskedOf<'trace'>,
): Promise<TraceAnswer> {
  const rows = await readIndexRows(reader, 'TraceId = {trace:String}', { trace }, MAX_INDEX_ROWS);
  const contents = rows
    ? traceContentsInMemory(reader, trace, rows)
    : await traceContentsInSql(reader, trace, maxSpans, maxLinks);
  if (contents.summary === undefined) throw new NotFoundError(`No span of trace ${trace} was received.`);

  const uniqueLinks = new Map<string, Link>();
  const effectSpans = new Map<string, SpanSummary>();
  for (const row of contents.links) {
    const link = linkOfRow(row);
    // of a span that was sent several times, the latest form
    if ((uniqueLinks.get(linkKey(link))?.received ?? -1) >= link.received) continue;
    uniqueLinks.set(linkKey(link), link);
    if (row.entry === 'effect') effectSpans.set(spanKey(link.effect), carrierSummary(row));
  }
  const links = [...uniqueLinks.values()].slice(0, maxLinks);
  const causes = links.filter(({ effect }) => effect.traceId === trace).map(({ cause }) => cause);
  const causeSpans =
    causes.length <= MAX_IDS ? await readSpansByRef(reader, causes) : await readCauses(reader, trace, maxLinks);
  return {
    trace: toTraceSummary(contents.summary),
    spans: contents.spans.slice(0, maxSpans),
    links: links.map((link) => {
      const isOwn = link.effect.traceId === trace;
      const span = isOwn ? causeSpans.get(spanKey(link.cause)) : effectSpans.get(spanKey(link.effect));
      return { ...toCausalLink(link), ...(span && { span }) };
    }),
    isCut: contents.spans.length > maxSpans || uniqueLinks.size > maxLinks,
  };
}

/** Reads the causes of a trace by {@link spanKey}, if they are more than one query can name: the engine finds them. */
async function readCauses(reader: StoreReader, trace: string, maxLinks: number): Promise<Map<string, SpanSummary>> {
  const { index } = reader.tables;
  const rows = await reader.rows<SpanSummaryRow>(
    `SELECT ${SPAN_SUMMARY_COLUMNS} FROM ${index} WHERE Entry = 'span' AND (TraceId, SpanId) IN (
  SELECT OtherTraceId, OtherSpanId FROM ${index} WHERE TraceId = {trace:String} AND Entry = 'cause'
  ${LATEST_ENTRIES} LIMIT ${maxLinks}
)`,
    { trace },
  );
  return new Map(rows.map((row) => [spanKey(row), toSpanSummary(row)]));
}
