/** All that is known of a span, with what it was caused by and what it led to. */
import type { CausalLink, LinkEnds, SpanDetail, SpanRef, SpanSummary } from '../../api/answers.js';
import type { AskedOf } from '../../api/questions.js';
import { LINK_KEY } from '../store/tables.js';
import { NotFoundError } from './ask.js';
import type { Ask } from './ask.js';
import { CAUSES, EFFECTS, LINK, linkOf, readFew } from './links.js';
import type { LinkColumns, Way } from './links.js';
import { keyOf, readRefs, SPAN, summaryOf } from './spans.js';
import type { SpanColumns } from './spans.js';

interface DetailColumns extends SpanColumns {
  readonly statusMessage: string;
  readonly traceState: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly eventTimes: readonly number[];
  readonly eventNames: readonly string[];
  readonly eventAttributes: readonly Readonly<Record<string, string>>[];
}

// what a page can show of one attribute, and of one span
const MOST_TEXT = 65_536;
const MOST_EVENTS = 1000;

export async function askSpan(ask: Ask, { trace, span, links: most }: AskedOf<'span'>): Promise<SpanDetail> {
  const ref = { trace, span };
  const [place, causes, effects] = await Promise.all([readPlace(ask, ref), readEnds(ask, CAUSES, ref, most), readEnds(ask, EFFECTS, ref, most)]);
  const refs = [...causes.links.map(({ cause }) => cause), ...effects.links.map(({ effect }) => effect)];
  const [row, spans] = await Promise.all([readDetail(ask, ref, place), readRefs(ask, refs)]);
  if (row === undefined) throw new NotFoundError(`Span ${span} of trace ${trace} was not received${effects.total > 0 ? `, but ${effects.total} links to it` : ''}.`);
  return {
    ...summaryOf(row),
    ...(row.statusMessage !== '' && { statusMessage: row.statusMessage }),
    ...(row.traceState !== '' && { traceState: row.traceState }),
    attributes: row.attributes,
    resource: row.resource,
    scope: { name: row.scopeName, version: row.scopeVersion },
    events: row.eventNames.map((name, index) => ({ name, time: row.eventTimes[index] ?? 0, attributes: row.eventAttributes[index] ?? {} })),
    causedBy: withSpans(causes, ({ cause }) => cause, spans),
    ledTo: withSpans(effects, ({ effect }) => effect, spans),
  };
}

interface Place {
  readonly name: string;
  readonly service: string;
  readonly time: string;
}

/** Where in the table of the Collector a span lies; nothing where it was not received, or is not indexed yet. */
async function readPlace(ask: Ask, ref: { trace: string; span: string }): Promise<Place | undefined> {
  const [place] = await ask.rows<Place>(
    `SELECT SpanName AS name, ServiceName AS service, toString(toUnixTimestamp64Nano(Timestamp)) AS time
FROM ${ask.tables.spans} WHERE TraceId = {trace:String} AND SpanId = {span:String} LIMIT 1`,
    ref,
  );
  return place;
}

async function readDetail(ask: Ask, ref: { trace: string; span: string }, place: Place | undefined): Promise<DetailColumns | undefined> {
  const { tables, scope } = ask;
  const where = place ? 'ServiceName = {service:String} AND SpanName = {name:String} AND Timestamp = fromUnixTimestamp64Nano({time:Int64}) AND ' : '';
  const cut = (map: string): string => `mapApply((k, v) -> (k, substringUTF8(v, 1, ${MOST_TEXT})), ${map})`;
  const [row] = await ask.rows<DetailColumns>(
    `SELECT ${SPAN}, substringUTF8(StatusMessage, 1, ${MOST_TEXT}) AS statusMessage, TraceState AS traceState, ${cut('SpanAttributes')} AS attributes,
  ${cut('ResourceAttributes')} AS resource, ${scope.name} AS scopeName, ${scope.version} AS scopeVersion,
  arraySlice(arrayMap(t -> toUnixTimestamp64Micro(t), Events.Timestamp), 1, ${MOST_EVENTS}) AS eventTimes,
  arraySlice(Events.Name, 1, ${MOST_EVENTS}) AS eventNames,
  arrayMap(a -> ${cut('a')}, arraySlice(Events.Attributes, 1, ${MOST_EVENTS})) AS eventAttributes
FROM ${tables.traces} WHERE ${where}TraceId = {trace:String} AND SpanId = {span:String} LIMIT 1`,
    { ...ref, ...place },
  );
  return row;
}

interface ReadEnds {
  readonly total: number;
  readonly links: readonly CausalLink[];
}

/** The links of a span in one direction. */
async function readEnds(ask: Ask, way: Way, ref: { trace: string; span: string }, most: number): Promise<ReadEnds> {
  const from = `FROM ${ask.tables[way.table]} WHERE ${way.trace} = {trace:String} AND ${way.span} = {span:String}`;
  const few = await readFew(ask, from, ref, Math.max(most, 1000));
  if (few !== undefined) return { total: few.length, links: few.slice(0, most).map(linkOf) };
  const rows = await ask.rows<LinkColumns & { total: number }>(
    `SELECT *, count() OVER () AS total FROM (
  SELECT ${LINK} ${from} LIMIT 1 BY ${LINK_KEY}
) ORDER BY causeTrace, causeSpan, effectTrace, effectSpan, position LIMIT ${Math.max(most, 1)}`,
    ref,
  );
  return { total: rows[0]?.total ?? 0, links: rows.slice(0, most).map(linkOf) };
}

const withSpans = ({ total, links }: ReadEnds, otherEnd: (link: CausalLink) => SpanRef, spans: ReadonlyMap<string, SpanSummary>): LinkEnds => ({
  total,
  ends: links.map((link) => {
    const span = spans.get(keyOf(otherEnd(link)));
    return { ...link, ...(span && { span }) };
  }),
});
