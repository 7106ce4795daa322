/** `facets`: the services, span names and attribute keys that a search can choose from. */
import type { FacetsAnswer } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { newestTimeSql } from '../../store/received.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness } from '../completeness.js';
import { MAX_TEXT } from '../index/bounded-text.js';
import { keepLatestNames } from '../traces/latest-names.js';
import { countedSpans, countSpans } from './counted-spans.js';

const MAX_VALUES = 1000;
// attribute keys are those of the newest spans
const NEWEST_SPANS = 20_000;

export async function answerFacets(reader: StoreReader, { service }: AskedOf<'facets'>): Promise<FacetsAnswer> {
  const { traces } = reader.tables;
  const isOfService = service === undefined ? '1' : 'ServiceName = {service:String}';
  const since = await startOfNewest(reader, isOfService, { service });
  const params = { service, since };
  const distinct = async (sql: string): Promise<string[]> => {
    const rows = await reader.rows<{ value: string }>(
      `SELECT DISTINCT value FROM (${sql}) ORDER BY value LIMIT ${MAX_VALUES + 1}`,
      params,
    );
    return rows.map(({ value }) => value);
  };
  const from = 'fromUnixTimestamp64Nano({since:Int64})';
  const where = `${isOfService} AND Timestamp >= ${from} AND ${newestTimeSql(reader.received)} >= ${from}`;
  const spans = await countSpans(reader, where, params);
  const newest = (columns: string): string => `SELECT * FROM (${countedSpans(spans, columns)}) LIMIT ${NEWEST_SPANS}`;
  // the keys are read without their values, which may be far more
  const keys = newest('arrayConcat(SpanAttributes.keys, ResourceAttributes.keys) AS keys');
  const [services, names, newestNames, attributes] = await Promise.all([
    distinct(`SELECT DISTINCT ServiceName AS value FROM ${traces} WHERE ${isChoice('ServiceName')}`),
    distinct(`SELECT DISTINCT SpanName AS value FROM ${traces} WHERE ${isChoice('SpanName')} AND ${isOfService}`),
    distinct(`SELECT value FROM (${newest('SpanName AS value')}) WHERE ${isChoice('value')}`),
    distinct(`SELECT arrayJoin(arrayFilter(key -> ${isChoice('key')}, keys)) AS value FROM (${keys})`),
  ]);
  const isCut = [services, names, attributes].some((values) => values.length > MAX_VALUES);
  const first = (values: readonly string[]): string[] => values.slice(0, MAX_VALUES);
  return {
    services: first(services),
    names: await keepLatestNames(reader, first(names), new Set(newestNames), isOfService, params),
    attributes: first(attributes),
    ...completeness([isCut && 'rows']),
  };
}

/** Returns the time since which there are as many spans as attributes are read of, in nanoseconds since 1970. */
async function startOfNewest(
  reader: StoreReader,
  isOfService: string,
  params: Readonly<Record<string, unknown>>,
): Promise<string> {
  const [row] = await reader.rows<{ since: string }>(
    `SELECT toString(toUnixTimestamp64Nano(min(time))) AS since FROM (
  SELECT ${newestTimeSql(reader.received)} AS time FROM ${reader.tables.traces} WHERE ${isOfService}
  ORDER BY time DESC LIMIT ${NEWEST_SPANS}
)`,
    params,
  );
  return row?.since ?? '0';
}

// a parameter takes no longer text
const isChoice = (column: string): string => `lengthUTF8(${column}) BETWEEN 1 AND ${MAX_TEXT}`;
