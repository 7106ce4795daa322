/**
 * Links as the index holds them: a row at the span that carries one (its cause), and a row at the span it points to
 * (its effect).
 */
import type { CausalLink, SpanRef } from '../../../api/answers.js';
import type { Ask } from '../../store/store-reader.js';
import { INDEX_KEY } from '../../store/tables.js';
import { MOST_IDS } from './id-batches.js';

/** A link as SQL gives it: at the span whose trace it was looked up with. */
export interface LinkRow extends SpanRef {
  readonly entry: 'span' | 'cause' | 'effect';
  readonly otherTrace: string;
  readonly otherSpan: string;
  readonly position: number;
  readonly relation: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The columns of a {@link LinkRow}. */
export const LINK = `TraceId AS traceId, SpanId AS spanId, Entry AS entry, OtherTraceId AS otherTrace, OtherSpanId AS otherSpan,
  Position AS position, Relation AS relation, Attributes AS attributes`;

/** A link, whichever of its ends it was looked up with. */
export interface Link extends Pick<LinkRow, 'position' | 'relation' | 'attributes'> {
  readonly cause: SpanRef;
  readonly effect: SpanRef;
}

/** The link of a row. */
export function linkIn({
  entry,
  traceId,
  spanId,
  otherTrace,
  otherSpan,
  position,
  relation,
  attributes,
}: LinkRow): Link {
  const here = { traceId, spanId };
  const other = { traceId: otherTrace, spanId: otherSpan };
  return {
    cause: entry === 'effect' ? here : other,
    effect: entry === 'effect' ? other : here,
    position,
    relation,
    attributes,
  };
}

export const linkOf = ({ cause, effect, relation, attributes }: Link): CausalLink => ({
  cause,
  effect,
  ...(relation !== '' && { relation }),
  attributes,
});

/** One text for a link: a span may carry several to one target. */
export const linkKey = ({ cause, effect, position }: Link): string =>
  `${cause.traceId}-${cause.spanId}-${effect.traceId}-${effect.spanId}-${position}`;

/** Each once, and in the order of the keys. */
export const inOrder = <T>(items: readonly T[], keyOf: (item: T) => string): T[] =>
  [...new Map(items.map((item) => [keyOf(item), item]))].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);

/** Which way a walk goes: the entry that it looks up, and the ends of a link that it comes from and goes to. */
export interface Way {
  readonly entry: 'cause' | 'effect';
  readonly from: 'cause' | 'effect';
  /** How SQL sorts links as their {@link linkKey} does. */
  readonly order: string;
}

/** What spans led to: links to them. */
export const EFFECTS: Way = {
  entry: 'effect',
  from: 'cause',
  order: 'traceId, spanId, otherTrace, otherSpan, position',
};
/** What spans were caused by: links that they carry. */
export const CAUSES: Way = {
  entry: 'cause',
  from: 'effect',
  order: 'otherTrace, otherSpan, traceId, spanId, position',
};

/** Links that were read. */
export interface ReadLinks {
  readonly links: readonly Link[];
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
export async function readLinks(
  ask: Ask,
  way: Way,
  traces: readonly string[],
  { most, mostOfSpan }: Bounds,
  spans?: readonly string[],
): Promise<ReadLinks> {
  const ids = spans !== undefined && spans.length <= MOST_IDS ? spans : undefined;
  const params = { traces, ...(ids && { spans: ids }) };
  const from = `FROM ${ask.tables.index} WHERE TraceId IN {traces:Array(String)} AND Entry = '${way.entry}'${ids ? ' AND SpanId IN {spans:Array(String)}' : ''}`;
  // to count them is a tenth of reading so many for nothing, and to sort them here is half as dear as there
  const [count] = await ask.rows<{ rows: number }>(`SELECT count() AS rows ${from}`, params);
  if ((count?.rows ?? 0) <= most) {
    const rows = await ask.rows<LinkRow>(`SELECT ${LINK} ${from}`, params);
    return cutLinks(inOrder(rows.map(linkIn), linkKey), way, mostOfSpan);
  }
  const rows = await ask.rows<LinkRow>(
    `SELECT * FROM (SELECT ${LINK} ${from} LIMIT 1 BY ${INDEX_KEY})
ORDER BY ${way.order} LIMIT ${mostOfSpan + 1} BY traceId, spanId LIMIT ${most + 1}`,
    params,
  );
  return { ...cutLinks(rows.slice(0, most).map(linkIn), way, mostOfSpan), isFull: rows.length > most };
}

/** The first links of each span. */
export function cutLinks(all: readonly Link[], way: Way, mostOfSpan: number): ReadLinks {
  const counts = new Map<string, number>();
  const links = all.filter((link) => {
    const { traceId, spanId } = link[way.from];
    const count = (counts.get(traceId + spanId) ?? 0) + 1;
    counts.set(traceId + spanId, count);
    return count <= mostOfSpan;
  });
  return { links, isFull: false, isCut: links.length < all.length };
}
