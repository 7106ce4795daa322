/** A trace: its spans, and the links out of it and into it. */
import type { SpanSummary, TraceAnswer } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { INDEX_KEY } from '../../store/tables.js';
import { NotFoundError } from '../../store/store-reader.js';
import type { Ask } from '../../store/store-reader.js';
import { MOST_IDS } from '../index/id-batches.js';
import { byKey, carrierOf, ENTRY, MOST_ENTRIES, readEntries } from '../index/index-rows.js';
import type { Entry } from '../index/index-rows.js';
import { linkIn, linkKey, linkOf } from '../index/link-rows.js';
import type { Link } from '../index/link-rows.js';
import { Seen } from '../index/index-cache.js';
import { byStart, keyOf, readRefs, SPAN, summaryOf } from '../index/span-rows.js';
import type { SpanColumns } from '../index/span-rows.js';
import { countTraces, summariesFrom, withoutLeads } from '../index/summaries-in-sql.js';
import type { Summary } from '../index/summaries-in-sql.js';

export async function askTrace(
  ask: Ask,
  { trace, spans: most, links: mostLinks }: AskedOf<'trace'>,
): Promise<TraceAnswer> {
  const entries = await readEntries(ask, 'TraceId = {trace:String}', { trace }, MOST_ENTRIES);
  const {
    summary,
    spans,
    links: entriesOfLinks,
  } = entries ? fromAll(trace, entries) : await readSome(ask, trace, most, mostLinks);
  if (summary === undefined) throw new NotFoundError(`No span of trace ${trace} was received.`);

  const unique = new Map<string, Link>();
  const ends = new Map<string, SpanSummary>();
  for (const entry of entriesOfLinks) {
    const link = linkIn(entry);
    unique.set(linkKey(link), link);
    if (entry.entry === 'effect') ends.set(keyOf(link.effect), carrierOf(entry));
  }
  const links = [...unique.values()].slice(0, mostLinks);
  const refs = links.filter(({ effect }) => effect.traceId === trace).map(({ cause }) => cause);
  const causes = refs.length <= MOST_IDS ? await readRefs(ask, refs) : await readCauses(ask, trace, mostLinks);
  return {
    trace: withoutLeads(summary),
    spans: spans.slice(0, most),
    links: links.map((link) => {
      const span = link.effect.traceId === trace ? causes.get(keyOf(link.cause)) : ends.get(keyOf(link.effect));
      return { ...linkOf(link), ...(span && { span }) };
    }),
    isCut: spans.length > most || unique.size > mostLinks,
  };
}

/**
 * The causes of a trace, by {@link keyOf}: of more links than ids can be named, so that the engine finds them itself.
 */
async function readCauses(ask: Ask, trace: string, mostLinks: number): Promise<Map<string, SpanSummary>> {
  const { index } = ask.tables;
  const rows = await ask.rows<SpanColumns>(
    `SELECT ${SPAN} FROM ${index} WHERE Entry = 'span' AND (TraceId, SpanId) IN (
  SELECT OtherTraceId, OtherSpanId FROM ${index} WHERE TraceId = {trace:String} AND Entry = 'cause' ORDER BY ${INDEX_KEY} LIMIT 1 BY ${INDEX_KEY} LIMIT ${mostLinks}
)`,
    { trace },
  );
  return new Map(rows.map((row) => [keyOf(row), summaryOf(row)]));
}

interface Read {
  readonly summary: Summary | undefined;
  /** In the order of their start. */
  readonly spans: readonly SpanSummary[];
  /** Those that the trace carries before those to it. */
  readonly links: readonly Entry[];
}

function fromAll(trace: string, entries: readonly Entry[]): Read {
  const seen = new Seen();
  seen.add([trace], entries);
  return {
    summary: summariesFrom(seen, [trace])?.get(trace),
    spans: [...seen.forest.spansOf(trace)].sort(byStart),
    links: entries.filter(({ entry }) => entry !== 'span').sort(byKey),
  };
}

/** As much as is asked for of a trace about which there is more than can be read at once. */
async function readSome(ask: Ask, trace: string, most: number, mostLinks: number): Promise<Read> {
  const from = `FROM ${ask.tables.index} WHERE TraceId = {trace:String}`;
  const linksOf = (entry: 'cause' | 'effect'): Promise<Entry[]> =>
    ask.rows<Entry>(
      `SELECT ${ENTRY} ${from} AND Entry = '${entry}' ORDER BY ${INDEX_KEY} LIMIT 1 BY ${INDEX_KEY} LIMIT ${mostLinks + 1}`,
      { trace },
    );
  const [summaries, rows, out, into] = await Promise.all([
    countTraces(ask, [trace]),
    ask.rows<SpanColumns>(
      `SELECT * FROM (SELECT ${SPAN} ${from} AND Entry = 'span' LIMIT 1 BY SpanId) ORDER BY start, spanId LIMIT ${most + 1}`,
      { trace },
    ),
    linksOf('cause'),
    linksOf('effect'),
  ]);
  return { summary: summaries.get(trace), spans: rows.map(summaryOf), links: [...out, ...into] };
}
