/** Reads the links of traces or spans from the index: sorts few of them here, and has the engine sort many. */
import { isOfSpans, isOfTraces } from '../../store/index-ids.js';
import type { StoreReader } from '../../store/store-reader.js';
import { LATEST_BETWEEN_IDS, SPAN_ORDER } from '../../store/tables.js';
import { readTextsThatFit } from './bounded-text.js';
import { carriedLinks } from './carried-links-in-sql.js';
import { MAX_IDS } from './id-batches.js';
import { LINK_SIDES } from './link-direction.js';
import type { LinkDirection } from './link-direction.js';
import { cutLinkColumns, linkKey, linkOfRow, uniqueByKey } from './link-rows.js';
import type { Link, LinkRow } from './link-rows.js';
import { spanKey } from './span-rows.js';

export interface LinkLimits {
  readonly total: number;
  /**
   * Of a span, if there are more than the total: one span must not leave out those of all others. If few spans have
   * links, each has its equal share of the total.
   */
  readonly perSpan: number;
}

/** Links in the order of their keys, up to the limits. */
export interface LimitedLinks {
  readonly links: readonly Link[];
  /** True if there are more than `total`: then all links of some spans may be missing. */
  readonly exceedsTotal: boolean;
  /** True if a span has more than `perSpan`. */
  readonly exceedsPerSpan: boolean;
}

// the order of linkKey, in SQL
const ORDER: Readonly<Record<LinkDirection, string>> = {
  causes: 'otherTrace, otherSpan, traceId, spanId, position',
  effects: 'traceId, spanId, otherTrace, otherSpan, position',
};

/** @param spanIds if there are few enough for one query, only their links are read */
export async function readLinks(
  reader: StoreReader,
  direction: LinkDirection,
  traces: readonly string[],
  limits: LinkLimits,
  spanIds?: readonly string[],
): Promise<LimitedLinks> {
  const { total, perSpan } = limits;
  const ids = spanIds !== undefined && spanIds.length <= MAX_IDS ? spanIds : undefined;
  const params = { traces, ...(ids && { spans: ids }) };
  const { far: entry } = LINK_SIDES[direction];
  const where = `${isOfTraces('traces')}${ids ? ` AND ${isOfSpans('spans')}` : ''}`;
  const from = `FROM ${carriedLinks(reader.tables.index, entry, where)}`;
  // counting takes a tenth of the time of reading too many in vain, and sorting here half of sorting there
  const [count] = await reader.rows<{ rows: number }>(
    `SELECT count() AS rows FROM ${reader.tables.index} WHERE ${where} AND Entry = '${entry}'`,
    params,
  );
  if ((count?.rows ?? 0) <= total) {
    const rows = await readTextsThatFit<LinkRow>((texts) =>
      reader.manyRows(`SELECT ${cutLinkColumns(texts)} ${from} ORDER BY ${SPAN_ORDER}`, params),
    );
    return { links: uniqueByKey(rows.map(linkOfRow), linkKey), exceedsTotal: false, exceedsPerSpan: false };
  }
  const rows = await readTextsThatFit<LinkRow>((texts) =>
    reader.manyRows(
      `SELECT * FROM (SELECT ${cutLinkColumns(texts)} ${from} ${LATEST_BETWEEN_IDS})
ORDER BY ${ORDER[direction]} LIMIT ${perSpan + 1} BY traceId, spanId LIMIT ${total + 1}`,
      params,
    ),
  );
  const limited = limitPerSpan(rows.slice(0, total).map(linkOfRow), direction, perSpan);
  // few spans with many links may have more of them
  const share = Math.floor(total / new Set(rows.map(spanKey)).size);
  if (limited.exceedsPerSpan && share > perSpan)
    return readLinks(reader, direction, traces, { total, perSpan: share }, spanIds);
  return { ...limited, exceedsTotal: rows.length > total };
}

/** Keeps the first links of each span. */
function limitPerSpan(all: readonly Link[], direction: LinkDirection, perSpan: number): LimitedLinks {
  const { near } = LINK_SIDES[direction];
  const counts = new Map<string, number>();
  const links = all.filter((link) => {
    const { traceId, spanId } = link[near];
    const count = (counts.get(traceId + spanId) ?? 0) + 1;
    counts.set(traceId + spanId, count);
    return count <= perSpan;
  });
  return { links, exceedsTotal: false, exceedsPerSpan: links.length < all.length };
}
