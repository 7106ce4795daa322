/** `facets`: the services, span names and attribute keys that a search can choose from. */
import type { FacetsAnswer } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { newestTimeSql } from '../../store/received.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness } from '../completeness.js';
import { MAX_TEXT } from '../index/bounded-text.js';

const MAX_VALUES = 1000;
// attribute keys are those of the newest spans
const NEWEST_SPANS = 20_000;

export async function answerFacets(reader: StoreReader, { service }: AskedOf<'facets'>): Promise<FacetsAnswer> {
  const { traces } = reader.tables;
  const andOfService = service === undefined ? '' : ' AND ServiceName = {service:String}';
  const distinct = async (sql: string): Promise<string[]> => {
    const rows = await reader.rows<{ value: string }>(
      `SELECT DISTINCT value FROM (${sql}) ORDER BY value LIMIT ${MAX_VALUES + 1}`,
      { service },
    );
    return rows.map(({ value }) => value);
  };
  const [services, names, attributes] = await Promise.all([
    distinct(`SELECT DISTINCT ServiceName AS value FROM ${traces} WHERE ${isChoice('ServiceName')}`),
    distinct(`SELECT DISTINCT SpanName AS value FROM ${traces} WHERE ${isChoice('SpanName')}${andOfService}`),
    // the keys are read without their values, which may be far more
    distinct(`SELECT arrayJoin(arrayFilter(key -> ${isChoice('key')}, keys)) AS value
FROM (
  SELECT arrayConcat(SpanAttributes.keys, ResourceAttributes.keys) AS keys FROM ${traces} WHERE 1${andOfService}
  ORDER BY ${newestTimeSql(reader.received)} DESC LIMIT ${NEWEST_SPANS}
)`),
  ]);
  const isCut = [services, names, attributes].some((values) => values.length > MAX_VALUES);
  const first = (values: readonly string[]): string[] => values.slice(0, MAX_VALUES);
  return {
    services: first(services),
    names: first(names),
    attributes: first(attributes),
    ...completeness([isCut && 'rows']),
  };
}

// a parameter takes no longer text
const isChoice = (column: string): string => `lengthUTF8(${column}) BETWEEN 1 AND ${MAX_TEXT}`;
