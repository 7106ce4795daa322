/** `facets`: the services, span names and attribute keys that a search can choose from. */
import type { FacetsAnswer } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { newestTimeSql } from '../../store/received.js';
import type { StoreReader } from '../../store/store-reader.js';

const MAX_VALUES = 1000;
// attribute keys are those of the newest spans
const NEWEST_SPANS = 20_000;

export async function answerFacets(reader: StoreReader, { service }: AskedOf<'facets'>): Promise<FacetsAnswer> {
  const { traces } = reader.tables;
  const ofService = service === undefined ? '' : 'WHERE ServiceName = {service:String}';
  const distinct = async (sql: string): Promise<string[]> => {
    const rows = await reader.rows<{ value: string }>(
      `SELECT DISTINCT value FROM (${sql}) WHERE value != '' ORDER BY value LIMIT ${MAX_VALUES}`,
      { service },
    );
    return rows.map(({ value }) => value);
  };
  const [services, names, attributes] = await Promise.all([
    distinct(`SELECT DISTINCT ServiceName AS value FROM ${traces}`),
    distinct(`SELECT DISTINCT SpanName AS value FROM ${traces} ${ofService}`),
    distinct(`SELECT arrayJoin(arrayConcat(mapKeys(SpanAttributes), mapKeys(ResourceAttributes))) AS value
FROM (
  SELECT SpanAttributes, ResourceAttributes FROM ${traces} ${ofService}
  ORDER BY ${newestTimeSql(reader.received)} DESC LIMIT ${NEWEST_SPANS}
)`),
  ]);
  return { services, names, attributes };
}
