/** Links as rows of the index: one at the span that carries the link, one at the span that it points to. */
import type { CausalLink, SpanRef } from '../../../api/answers.js';

/** A row of the index, with the columns about a link. */
export interface LinkRow extends SpanRef {
  readonly entry: 'span' | 'cause' | 'effect';
  readonly otherTrace: string;
  readonly otherSpan: string;
  readonly position: number;
  readonly relation: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The SQL columns of a {@link LinkRow}. */
export const LINK_COLUMNS = `TraceId AS traceId, SpanId AS spanId, Entry AS entry,
  OtherTraceId AS otherTrace, OtherSpanId AS otherSpan, Position AS position, Relation AS relation,
  Attributes AS attributes`;

/** A link, the same from either of its rows. */
export interface Link extends Pick<LinkRow, 'position' | 'relation' | 'attributes'> {
  readonly cause: SpanRef;
  readonly effect: SpanRef;
}

/** Returns the link of a row. */
export function linkOfRow(row: LinkRow): Link {
  const { entry, traceId, spanId, otherTrace, otherSpan, position, relation, attributes } = row;
  const near = { traceId, spanId };
  const far = { traceId: otherTrace, spanId: otherSpan };
  return {
    cause: entry === 'effect' ? near : far,
    effect: entry === 'effect' ? far : near,
    position,
    relation,
    attributes,
  };
}

/** Converts a link to the form that answers contain. */
export const toCausalLink = ({ cause, effect, relation, attributes }: Link): CausalLink => ({
  cause,
  effect,
  ...(relation !== '' && { relation }),
  attributes,
});

/** Returns a key that is unique even among several links from one span to one target. */
export const linkKey = ({ cause, effect, position }: Link): string =>
  `${cause.traceId}-${cause.spanId}-${effect.traceId}-${effect.spanId}-${position}`;

/** Drops duplicates, and sorts by key. */
export const uniqueByKey = <T>(items: readonly T[], keyOf: (item: T) => string): T[] =>
  [...new Map(items.map((item) => [keyOf(item), item]))].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
