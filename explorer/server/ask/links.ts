/** Links as the index holds them: by their target (what a span led to), or by their source (what it was caused by). */
import type { CausalLink } from '../../api/answers.js';
import type { Ask } from './ask.js';
import { LINK_KEY } from '../store/tables.js';
import { MOST_IDS } from './ids.js';

export interface LinkColumns {
  readonly causeTrace: string;
  readonly causeSpan: string;
  readonly effectTrace: string;
  readonly effectSpan: string;
  readonly position: number;
  readonly relation: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The columns of a {@link LinkColumns}. What a link says is cut, so that many of them stay small. */
export const LINK = `TargetTraceId AS causeTrace, TargetSpanId AS causeSpan, TraceId AS effectTrace, SpanId AS effectSpan,
  Position AS position, Relation AS relation, mapApply((k, v) -> (k, substringUTF8(v, 1, 1024)), Attributes) AS attributes`;

export const linkOf = (row: LinkColumns): CausalLink => ({
  cause: { traceId: row.causeTrace, spanId: row.causeSpan },
  effect: { traceId: row.effectTrace, spanId: row.effectSpan },
  ...(row.relation !== '' && { relation: row.relation }),
  attributes: row.attributes,
});

/** One text for a link: a span may carry several to one target. */
export const linkKey = (row: LinkColumns): string => `${row.causeTrace}-${row.causeSpan}-${row.effectTrace}-${row.effectSpan}-${row.position}`;

/** Which way the walk goes, and where the index has it. */
export interface Way {
  readonly table: 'linksByTarget' | 'linksBySource';
  readonly trace: 'TargetTraceId' | 'TraceId';
  readonly span: 'TargetSpanId' | 'SpanId';
}

/** What spans led to: links to them. */
export const EFFECTS: Way = { table: 'linksByTarget', trace: 'TargetTraceId', span: 'TargetSpanId' };
/** What spans were caused by: links that they carry. */
export const CAUSES: Way = { table: 'linksBySource', trace: 'TraceId', span: 'SpanId' };

/** Links that were read. */
export interface ReadLinks {
  readonly links: readonly LinkColumns[];
  /** Whether there are more than were to be read at all: then some spans' links may be missing altogether. */
  readonly isFull: boolean;
  /** Whether a span has more than were to be read of one. */
  readonly isCut: boolean;
}

interface Bounds {
  readonly most: number;
  readonly mostOfSpan: number;
}

/** Links of these traces, or of these spans alone: some of each span where they are many. */
export async function readLinks(ask: Ask, way: Way, traces: readonly string[], bounds: Bounds, spans?: readonly string[]): Promise<ReadLinks> {
  const { most, mostOfSpan } = bounds;
  const ids = spans !== undefined && spans.length <= MOST_IDS ? spans : undefined;
  const params = { traces, ...(ids && { spans: ids }) };
  const from = `FROM ${ask.tables[way.table]} WHERE ${way.trace} IN {traces:Array(String)}${ids ? ` AND ${way.span} IN {spans:Array(String)}` : ''}`;
  const few = await readFew(ask, from, params, most);
  if (few !== undefined) return cutOf(few, way, mostOfSpan, false);
  const rows = await ask.rows<LinkColumns>(
    `SELECT * FROM (SELECT ${LINK} ${from} LIMIT 1 BY ${LINK_KEY})
ORDER BY causeTrace, causeSpan, effectTrace, effectSpan, position
LIMIT ${mostOfSpan + 1} BY ${way === EFFECTS ? 'causeTrace, causeSpan' : 'effectTrace, effectSpan'} LIMIT ${most + 1}`,
    params,
  );
  return cutOf(rows.slice(0, most), way, mostOfSpan, rows.length > most);
}

/** All links of a `FROM`, each once and in their order; nothing where they are more than `most`. Half as dear as having the engine sort them. */
export async function readFew(ask: Ask, from: string, params: Readonly<Record<string, unknown>>, most: number): Promise<LinkColumns[] | undefined> {
  const rows = await ask.rows<LinkColumns>(`SELECT ${LINK} ${from} LIMIT ${most + 1}`, params);
  if (rows.length > most) return undefined;
  const unique = new Map(rows.map((row) => [linkKey(row), row]));
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function cutOf(rows: readonly LinkColumns[], way: Way, mostOfSpan: number, isFull: boolean): ReadLinks {
  const counts = new Map<string, number>();
  const links = rows.filter((row) => {
    const span = way === EFFECTS ? row.causeTrace + row.causeSpan : row.effectTrace + row.effectSpan;
    const count = (counts.get(span) ?? 0) + 1;
    counts.set(span, count);
    return count <= mostOfSpan;
  });
  return { links, isFull, isCut: links.length < rows.length };
}
