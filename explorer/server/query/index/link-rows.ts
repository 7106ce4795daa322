/** Links as rows of the index: one at the span that carries the link, one at the span that it points to. */
import type { CausalLink, SpanRef } from '../../../api/answers.js';
import { MAX_LISTED_TEXT } from '../../store/index-table.js';

/** A row of the index, with the columns about a link. */
export interface LinkRow extends SpanRef {
  readonly entry: 'span' | 'cause' | 'effect';
  readonly otherTrace: string;
  readonly otherSpan: string;
  readonly position: number;
  readonly relation: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds; of the forms in which a span was sent, the latest counts. */
  readonly received: number;
}

/** The SQL columns of a {@link LinkRow}. */
export const LINK_COLUMNS = `TraceId AS traceId, SpanId AS spanId, Entry AS entry,
  OtherTraceId AS otherTrace, OtherSpanId AS otherSpan, Position AS position, Relation AS relation,
  Attributes AS attributes, toUnixTimestamp64Milli(Received) AS received`;

/** A link, the same from either of its rows. */
export interface Link extends Pick<LinkRow, 'position' | 'relation' | 'attributes' | 'received'> {
  readonly cause: SpanRef;
  readonly effect: SpanRef;
}

/** Returns the link of a row. */
export function linkOfRow(row: LinkRow): Link {
  const { entry, traceId, spanId, otherTrace, otherSpan, position, relation, attributes, received } = row;
  const near = { traceId, spanId };
  const far = { traceId: otherTrace, spanId: otherSpan };
  return {
    cause: entry === 'effect' ? near : far,
    effect: entry === 'effect' ? far : near,
    position,
    relation,
    attributes,
    received,
  };
}

/** Converts a link to the form that answers contain. */
export function toCausalLink({ cause, effect, relation, attributes }: Link): CausalLink {
  const isCut = isLong(attributes);
  return {
    cause,
    effect,
    ...(relation !== '' && { relation }),
    attributes: isCut ? cutValues(attributes) : attributes,
    ...(isCut && { isCut }),
  };
}

type Attributes = LinkRow['attributes'];

// a character may be two units of a string
const characters = (text: string): number => (text.length <= MAX_LISTED_TEXT ? text.length : Array.from(text).length);

/** Returns true if a value is longer than lists show. The index keeps one character more. */
const isLong = (attributes: Attributes): boolean =>
  Object.values(attributes).some((value) => characters(value) > MAX_LISTED_TEXT);

const cutValues = (attributes: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      characters(value) > MAX_LISTED_TEXT ? `${Array.from(value).slice(0, MAX_LISTED_TEXT).join('')}…` : value,
    ]),
  );

/** Returns a key that is unique even among several links from one span to one target. */
export const linkKey = ({ cause, effect, position }: Link): string =>
  `${cause.traceId}-${cause.spanId}-${effect.traceId}-${effect.spanId}-${position}`;

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
