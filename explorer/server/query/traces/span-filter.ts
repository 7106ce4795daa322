/** Conditions on spans as SQL: on `tables.traces` or, if it has the columns, on the spans in `tables.index`. */
import type { AskedOf } from '../../../api/questions.js';
import { isOfTrace, isOfTraces } from '../../store/index-ids.js';
import { receivedOrStartSql } from '../../store/received.js';
import type { Tables } from '../../store/tables.js';

type SearchParams = AskedOf<'search'>;

/** Conditions on a span: on the one that is searched for, or on the one at the other end of links. */
export interface SpanFilter extends Partial<
  Pick<SearchParams, 'service' | 'name' | 'status' | 'minDuration' | 'maxDuration' | 'attribute'>
> {
  readonly trace?: string | undefined;
  readonly span?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly receivedSince?: number | undefined;
}

/** SQL that is true of the matching spans, and the values of its parameters. */
export interface FilterSql {
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** True if there is any condition besides those on time. */
  readonly hasConditions: boolean;
  /** True if only `tables.traces` has the columns: attributes, or all of a name. */
  readonly needsTraces: boolean;
}

const STATUS_NAMES = {
  unset: ['Unset', 'STATUS_CODE_UNSET', ''],
  ok: ['Ok', 'STATUS_CODE_OK'],
  error: ['Error', 'STATUS_CODE_ERROR'],
} as const;

/**
 * Writes conditions as SQL. Values are only ever bound, and never part of the text.
 *
 * @param received SQL for when a span was received
 */
export function filterSql(filter: SpanFilter, received: string): FilterSql {
  const conditions: string[] = [];
  const params: Record<string, unknown> = {};
  const add = (sql: string, values: Readonly<Record<string, unknown>>): void => {
    conditions.push(sql);
    Object.assign(params, values);
  };
  const { service, name, status, minDuration, maxDuration, attribute = [], trace, span } = filter;
  const { since, until, receivedSince } = filter;
  if (service !== undefined) add('ServiceName = {service:String}', { service });
  if (name?.includes('*'))
    add('SpanName LIKE {name:String}', { name: name.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%') });
  else if (name !== undefined) add('SpanName = {name:String}', { name });
  if (status !== undefined) add('StatusCode IN {status:Array(String)}', { status: STATUS_NAMES[status] });
  if (minDuration !== undefined) add('Duration >= {minDuration:Int64} * 1000', { minDuration });
  if (maxDuration !== undefined) add('Duration <= {maxDuration:Int64} * 1000', { maxDuration });
  if (trace !== undefined) add('TraceId = {trace:String}', { trace });
  if (span !== undefined) add('SpanId = {span:String}', { span });
  if (since !== undefined) add('Timestamp >= fromUnixTimestamp64Micro({since:Int64})', { since });
  if (until !== undefined) add('Timestamp < fromUnixTimestamp64Micro({until:Int64})', { until });
  if (receivedSince !== undefined)
    add(`${receivedOrStartSql(received)} >= fromUnixTimestamp64Micro({receivedSince:Int64})`, { receivedSince });
  attribute.forEach((readings, index) => {
    const matches = readings.map(({ key, value }, reading) => attributeSql(`${index}_${reading}`, key, value));
    add(`(${matches.map(({ sql }) => sql).join(' OR ')})`, Object.assign({}, ...matches.map((match) => match.params)));
  });
  const timeConditions = [since, until, receivedSince].filter((time) => time !== undefined).length;
  return {
    sql: conditions.length === 0 ? '1' : conditions.join(' AND '),
    params,
    hasConditions: conditions.length > timeConditions,
    // the index has the first characters of a name: enough for a name, or for what one begins with
    needsTraces: attribute.length > 0 || /\*[^*]/.test(name ?? ''),
  };
}

function attributeSql(suffix: string, key: string, value: string | undefined): Pick<FilterSql, 'sql' | 'params'> {
  const [k, v] = [`key${suffix}`, `value${suffix}`];
  const isIn = (map: string): string =>
    `(mapContains(${map}, {${k}:String})${value === undefined ? '' : ` AND ${map}[{${k}:String}] = {${v}:String}`})`;
  return {
    sql: `${isIn('SpanAttributes')} OR ${isIn('ResourceAttributes')}`,
    params: { [k]: key, ...(value !== undefined && { [v]: value }) },
  };
}

/**
 * Returns the table in which to look up the matching spans of traces, with the `WHERE` clause.
 *
 * @param parameter the one that names the traces; `trace` is that of the filter
 */
export function matchingSpans(
  { sql, needsTraces }: FilterSql,
  { traces, index }: Tables,
  parameter: 'trace' | 'traces',
): string {
  if (!needsTraces)
    return `${index} WHERE Entry = 'span'
  AND ${parameter === 'trace' ? isOfTrace(parameter) : isOfTraces(parameter)} AND ${sql}`;
  return `${traces} WHERE ${sql}${parameter === 'trace' ? '' : ` AND TraceId IN {${parameter}:Array(String)}`}`;
}

/** Returns the conditions of a search on the span at the other end of links, if it has any with this prefix. */
export function linkedSpanFilter(
  params: SearchParams,
  prefix: 'causedBy' | 'ledTo',
  received: string,
): SpanFilter | undefined {
  const filter: SpanFilter = {
    service: params[`${prefix}.service`],
    name: params[`${prefix}.name`],
    status: params[`${prefix}.status`],
    minDuration: params[`${prefix}.minDuration`],
    maxDuration: params[`${prefix}.maxDuration`],
    attribute: params[`${prefix}.attribute`],
    trace: params[`${prefix}.trace`],
    span: params[`${prefix}.span`],
  };
  return filterSql(filter, received).hasConditions ? filter : undefined;
}
