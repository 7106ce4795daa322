/** The links of a span, counted and cut by the engine, however many there are. */
import type { StoreReader } from '../../store/store-reader.js';
import { INDEX_KEY, LATEST_ENTRIES } from '../../store/tables.js';
import { readTextsThatFit } from './bounded-text.js';
import { carriedLinks } from './carried-links-in-sql.js';
import { cutIndexColumns, LINK_DETAIL_COLUMNS } from './index-rows.js';
import type { IndexRow } from './index-rows.js';
import { LINK_SIDES } from './link-direction.js';
import type { LinkDirection } from './link-direction.js';
import type { SpanLinks } from './span-links-in-memory.js';

/** @param where SQL that is true of the rows about the span, with `params` bound */
export async function spanLinksInSql(
  reader: StoreReader,
  direction: LinkDirection,
  where: string,
  params: Readonly<Record<string, unknown>>,
  limit: number,
): Promise<SpanLinks> {
  const from = `FROM ${carriedLinks(reader.tables.index, LINK_SIDES[direction].far, where)}`;
  const [rows, [count]] = await Promise.all([
    readTextsThatFit<IndexRow>((texts) =>
      reader.manyRows(
        `SELECT ${cutIndexColumns(texts)}, ${LINK_DETAIL_COLUMNS} ${from} ${LATEST_ENTRIES} LIMIT ${limit}`,
        params,
      ),
    ),
    reader.rows<{ total: number }>(`SELECT count() AS total FROM (SELECT 1 ${from} LIMIT 1 BY ${INDEX_KEY})`, params),
  ]);
  return { total: count?.total ?? 0, rows };
}
