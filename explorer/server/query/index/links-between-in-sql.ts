/** The links between traces, found by the engine, however many links the traces have. */
import { isOfTraces } from '../../store/index-ids.js';
import type { StoreReader } from '../../store/store-reader.js';
import { LATEST_BETWEEN_IDS } from '../../store/tables.js';
import { readTextsThatFit } from './bounded-text.js';
import { carriedLinks } from './carried-links-in-sql.js';
import { cutLinkColumns, linkOfRow } from './link-rows.js';
import type { Link, LinkRow } from './link-rows.js';

export async function linksBetweenInSql(
  reader: StoreReader,
  traces: readonly string[],
  limit: number,
): Promise<readonly Link[]> {
  const between = `${isOfTraces('traces')} AND ${isOfTraces('traces', 'OtherTrace')}`;
  const rows = await readTextsThatFit<LinkRow>((texts) =>
    reader.manyRows(
      `SELECT ${cutLinkColumns(texts)} FROM ${carriedLinks(reader.tables.index, 'cause', between)}
${LATEST_BETWEEN_IDS} LIMIT ${limit}`,
      { traces },
    ),
  );
  return rows.map(linkOfRow);
}
