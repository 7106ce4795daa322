/** What searches can choose from. */
import type { FacetsAnswer } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import type { Ask } from '../../store/store-reader.js';

const MOST = 1000;
// attributes are looked for in so many of the newest spans
const NEWEST = 20_000;

export async function askFacets(ask: Ask, { service }: AskedOf<'facets'>): Promise<FacetsAnswer> {
  const { traces } = ask.tables;
  const ofService = service === undefined ? '' : 'WHERE ServiceName = {service:String}';
  const distinct = async (sql: string): Promise<string[]> => {
    const rows = await ask.rows<{ value: string }>(
      `SELECT DISTINCT value FROM (${sql}) WHERE value != '' ORDER BY value LIMIT ${MOST}`,
      { service },
    );
    return rows.map(({ value }) => value);
  };
  const [services, names, attributes] = await Promise.all([
    distinct(`SELECT DISTINCT ServiceName AS value FROM ${traces}`),
    distinct(`SELECT DISTINCT SpanName AS value FROM ${traces} ${ofService}`),
    distinct(`SELECT arrayJoin(arrayConcat(mapKeys(SpanAttributes), mapKeys(ResourceAttributes))) AS value
FROM (SELECT SpanAttributes, ResourceAttributes FROM ${traces} ${ofService} ORDER BY Timestamp DESC LIMIT ${NEWEST})`),
  ]);
  return { services, names, attributes };
}
