/** A trace: its spans, and the links out of it and into it. */
import type { SpanSummary, TraceAnswer } from '../../api/answers.js';
import type { AskedOf } from '../../api/questions.js';
import { NotFoundError } from './ask.js';
import type { Ask } from './ask.js';
import { LINK, linkKey, linkOf } from './links.js';
import type { LinkColumns } from './links.js';
import { keyOf, readNamed, SPAN, summaryOf } from './spans.js';
import type { SpanColumns } from './spans.js';
import { summarize, withoutLeads } from './summaries.js';

export async function askTrace(ask: Ask, { trace, spans: most, links: mostLinks }: AskedOf<'trace'>): Promise<TraceAnswer> {
  const { spans, linksBySource, linksByTarget } = ask.tables;
  const params = { trace };
  const outIds = `FROM ${linksBySource} WHERE TraceId = {trace:String} ORDER BY TraceId, SpanId, TargetTraceId, TargetSpanId, Position
LIMIT 1 BY SpanId, TargetTraceId, TargetSpanId, Position LIMIT ${mostLinks + 1}`;
  const inIds = `FROM ${linksByTarget} WHERE TargetTraceId = {trace:String} ORDER BY TargetTraceId, TargetSpanId, TraceId, SpanId, Position
LIMIT 1 BY TargetSpanId, TraceId, SpanId, Position LIMIT ${mostLinks + 1}`;
  const [summaries, rows, out, into, causes, effects] = await Promise.all([
    summarize(ask, [trace]),
    ask.rows<SpanColumns>(
      `SELECT * FROM (SELECT ${SPAN} FROM ${spans} WHERE TraceId = {trace:String} LIMIT 1 BY SpanId) ORDER BY start, spanId LIMIT ${most + 1}`,
      params,
    ),
    ask.rows<LinkColumns>(`SELECT ${LINK} ${outIds}`, params),
    ask.rows<LinkColumns>(`SELECT ${LINK} ${inIds}`, params),
    readNamed(ask, `SELECT TargetTraceId, TargetSpanId ${outIds}`, params),
    readNamed(ask, `SELECT TraceId, SpanId ${inIds}`, params),
  ]);
  const summary = summaries.get(trace);
  if (summary === undefined) throw new NotFoundError(`No span of trace ${trace} was received.`);

  const unique = new Map([...out, ...into].map((link) => [linkKey(link), link]));
  const links = [...unique.values()].slice(0, mostLinks).map(linkOf);
  const otherEnd = (link: (typeof links)[number]): SpanSummary | undefined =>
    link.effect.traceId === trace ? causes.get(keyOf(link.cause)) : effects.get(keyOf(link.effect));
  return {
    trace: withoutLeads(summary),
    spans: rows.slice(0, most).map(summaryOf),
    links: links.map((link) => {
      const span = otherEnd(link);
      return { ...link, ...(span && { span }) };
    }),
    isCut: rows.length > most || unique.size > mostLinks,
  };
}
