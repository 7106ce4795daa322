/** Conditions on spans as SQL: on `tables.traces` or, if it has the columns, on the spans in `tables.index`. */
import type { AskedOf } from '../../../api/questions.js';
import { receivedOrStartSql } from '../../store/received.js';

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
  /** True of any form of a span that matches. */
  readonly sql: string;
  /** The part of it that is true of all forms of a span, or of none; or of a form, and then of each later one. */
  readonly ofAllForms: string;
  /** The part of it that may be true of some forms of a span; undefined if there is none. */
  readonly ofOneForm: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  /** True if there is any condition besides those on time. */
  readonly hasConditions: boolean;
  /** True if `ofAllForms` says more than `sql`: what may match is looked at again. */
  readonly checksMatches?: boolean;
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
  const ofAllForms: string[] = [];
  const ofOneForm: string[] = [];
  const params: Record<string, unknown> = {};
  const add = (sql: string, values: Readonly<Record<string, unknown>>, conditions: string[] = ofAllForms): void => {
    conditions.push(sql);
    Object.assign(params, values);
  };
  const addOfOneForm = (sql: string, values: Readonly<Record<string, unknown>>): void => add(sql, values, ofOneForm);
  const { service, name, status, minDuration, maxDuration, attribute = [], trace, span } = filter;
  const { since, until, receivedSince } = filter;
  if (service !== undefined) add('ServiceName = {service:String}', { service });
  if (name?.includes('*'))
    addOfOneForm('SpanName LIKE {name:String}', { name: name.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%') });
  else if (name !== undefined) addOfOneForm('SpanName = {name:String}', { name });
  if (status !== undefined) addOfOneForm('StatusCode IN {status:Array(String)}', { status: STATUS_NAMES[status] });
  if (minDuration !== undefined) addOfOneForm('Duration >= {minDuration:Int64} * 1000', { minDuration });
  if (maxDuration !== undefined) addOfOneForm('Duration <= {maxDuration:Int64} * 1000', { maxDuration });
  if (trace !== undefined) add('TraceId = {trace:String}', { trace });
  if (span !== undefined) add('SpanId = {span:String}', { span });
  if (since !== undefined) add('Timestamp >= fromUnixTimestamp64Micro({since:Int64})', { since });
  if (until !== undefined) add('Timestamp < fromUnixTimestamp64Micro({until:Int64})', { until });
  if (receivedSince !== undefined)
    add(`${receivedOrStartSql(received)} >= fromUnixTimestamp64Micro({receivedSince:Int64})`, { receivedSince });
  attribute.forEach((readings, index) => {
    const matches = readings.map(({ key, value }, reading) => attributeSql(`${index}_${reading}`, key, value));
    addOfOneForm(
      `(${matches.map(({ sql }) => sql).join(' OR ')})`,
      Object.assign({}, ...matches.map((match) => match.params)),
    );
  });
  const timeConditions = [since, until, receivedSince].filter((time) => time !== undefined).length;
  const all = (conditions: readonly string[]): string => (conditions.length === 0 ? '1' : conditions.join(' AND '));
  return {
    sql: all([...ofAllForms, ...ofOneForm]),
    ofAllForms: all(ofAllForms),
    ofOneForm: ofOneForm.length === 0 ? undefined : all(ofOneForm),
    params,
    hasConditions: ofAllForms.length + ofOneForm.length > timeConditions,
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
