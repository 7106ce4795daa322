/** The links that spans carry. */
import type { CausalLink, SpanRef } from '../../../api/answers.js';
import { isOfSpans, isOfTraces } from '../../store/index-ids.js';
import type { StoreReader } from '../../store/store-reader.js';
import { LATEST_ENTRIES } from '../../store/tables.js';
import { readTextsThatFit } from '../index/bounded-text.js';
import { carriedLinks } from '../index/carried-links-in-sql.js';
import { inBatches } from '../index/id-batches.js';
import { cutLinkColumns, linkOfRow, toCausalLink } from '../index/link-rows.js';
import type { LinkRow } from '../index/link-rows.js';
import { spanKey } from '../index/span-rows.js';

const MAX_LINKS = 20_000;

/** Reads the links of spans, with their texts cut. */
export async function readCarriedLinks(
  reader: StoreReader,
  spans: readonly SpanRef[],
): Promise<{ readonly links: CausalLink[]; readonly isCut: boolean }> {
  const links: LinkRow[] = [];
  const where = `${isOfTraces('traces')} AND ${isOfSpans('spans')}`;
  for (const batch of inBatches(spans)) {
    const keys = new Set(batch.map(spanKey));
    const rows = await readTextsThatFit<LinkRow>((texts) =>
      reader.manyRows(
        `SELECT ${cutLinkColumns(texts)} FROM ${carriedLinks(reader.tables.index, 'cause', where)}
${LATEST_ENTRIES} LIMIT ${MAX_LINKS + 1}`,
        { traces: batch.map(({ traceId }) => traceId), spans: batch.map(({ spanId }) => spanId) },
      ),
    );
    links.push(...rows.filter((row) => keys.has(spanKey(row))));
    if (links.length > MAX_LINKS) break;
  }
  return {
    links: links.slice(0, MAX_LINKS).map((row) => toCausalLink(linkOfRow(row))),
    isCut: links.length > MAX_LINKS,
  };
}
