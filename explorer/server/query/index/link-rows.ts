/** Links as rows of the index: one at the span that carries the link, one at the span that it points to. */
import type { CausalLink, SpanRef } from '../../../api/answers.js';
import { cutAttributes, cutText, wholeAttributes, wholeText } from './bounded-text.js';
import type { CutMarks, TextSelection } from './bounded-text.js';
import type { SpanForm } from './latest-forms.js';

/** A row of the index, with the columns about a link. */
export interface LinkRow extends SpanRef, Pick<CutMarks, 'isLinkCut'> {
  readonly entry: 'span' | 'cause' | 'effect';
  readonly otherTrace: string;
  readonly otherSpan: string;
  readonly position: number;
  readonly relation: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds; of the forms in which a span was sent, the latest counts. */
  readonly received: number;
}

const KEY_COLUMNS = `TraceId AS traceId, SpanId AS spanId, Entry AS entry,
  OtherTraceId AS otherTrace, OtherSpanId AS otherSpan, Position AS position,
  toUnixTimestamp64Milli(Received) AS received`;

/** The SQL columns of a {@link LinkRow}, with whole texts. */
export const LINK_COLUMNS = `${KEY_COLUMNS}, ${wholeText('Relation')} AS relation,
  ${wholeAttributes('Attributes')} AS attributes`;

/** The SQL columns of a {@link LinkRow}, with its texts cut. */
export const cutLinkColumns = ({ text, attributes }: TextSelection): string =>
  `${KEY_COLUMNS}, ${text('Relation')} AS relation, ${attributes('Attributes')} AS attributes`;

/** A link, the same from either of its rows. */
export interface Link extends Pick<LinkRow, 'position' | 'relation' | 'attributes' | 'received'> {
  readonly cause: SpanRef;
  readonly effect: SpanRef;
  /** True if a text of it was cut. */
  readonly isCut: boolean;
  /** The form of the span that carries it; missing if that is known to be the latest. */
  readonly carrier?: SpanForm;
}

/** Returns the link of a row, with its texts cut. */
export function linkOfRow(row: LinkRow): Link {
  const { entry, traceId, spanId, otherTrace, otherSpan, position, received } = row;
  const relation = cutText(row.relation);
  const attributes = cutAttributes(row.attributes);
  const near = { traceId, spanId };
  const far = { traceId: otherTrace, spanId: otherSpan };
  return {
    cause: entry === 'effect' ? near : far,
    effect: entry === 'effect' ? far : near,
    position,
    relation,
    attributes,
    received,
    isCut: row.isLinkCut === true || relation !== row.relation || attributes !== row.attributes,
  };
}

/** Converts a link to the form that answers contain. */
export const toCausalLink = ({ cause, effect, relation, attributes, isCut }: Link): CausalLink => ({
  cause,
  effect,
  ...(relation !== '' && { relation }),
  attributes,
  ...(isCut && { isCut }),
});

/** Returns a key that is unique even among several links from one span to one target. */
export const linkKey = ({ cause, effect, position }: Pick<Link, 'cause' | 'effect' | 'position'>): string =>
  `${cause.traceId}-${cause.spanId}-${effect.traceId}-${effect.spanId}-${position}`;

/** Returns a key that tells apart links of different spans of one id, too. */
export const carriedLinkKey = (link: Link): string =>
  link.carrier === undefined
    ? linkKey(link)
    : `${linkKey(link)}-${link.carrier.start}-${link.carrier.kind}-${link.carrier.service}`;

/** Drops all but the latest of those with the same key, and sorts by key. */
export function uniqueByKey<T extends Pick<LinkRow, 'received'>>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const latest = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    const known = latest.get(key);
    if (known === undefined || item.received > known.received) latest.set(key, item);
  }
  return [...latest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
