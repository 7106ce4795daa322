/**
 * What a span must be, as SQL: of `tables.traces`, or of the spans in `tables.index` where no attribute is asked for.
 */
import type { AskedOf } from '../../../api/questions.js';
import type { Tables } from '../../store/tables.js';

type Search = AskedOf<'search'>;

/** What is asked of a span: the one that is searched, or the one at the other end. */
export interface Conditions extends Partial<
  Pick<Search, 'service' | 'name' | 'status' | 'minDuration' | 'maxDuration' | 'attribute'>
> {
  readonly trace?: string | undefined;
  readonly span?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** SQL that is true of the spans that are meant, and what its parameters are bound to. */
export interface Where {
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Whether anything is asked at all. */
  readonly isAny: boolean;
  /** Whether only `tables.traces` can tell. */
  readonly hasAttributes: boolean;
}

const STATUS = {
  unset: ['Unset', 'STATUS_CODE_UNSET', ''],
  ok: ['Ok', 'STATUS_CODE_OK'],
  error: ['Error', 'STATUS_CODE_ERROR'],
} as const;

/** Writes conditions as SQL; what was asked for is only ever bound, never part of the text. */
export function whereOf(asked: Conditions): Where {
  const parts: string[] = [];
  const params: Record<string, unknown> = {};
  const add = (sql: string, values: Readonly<Record<string, unknown>>): void => {
    parts.push(sql);
    Object.assign(params, values);
  };
  const { service, name, status, minDuration, maxDuration, attribute = [], trace, span, since, until } = asked;
  if (service !== undefined) add('ServiceName = {service:String}', { service });
  if (name?.includes('*'))
    add('SpanName LIKE {name:String}', { name: name.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%') });
  else if (name !== undefined) add('SpanName = {name:String}', { name });
  if (status !== undefined) add('StatusCode IN {status:Array(String)}', { status: STATUS[status] });
  if (minDuration !== undefined) add('Duration >= {minDuration:Int64} * 1000', { minDuration });
  if (maxDuration !== undefined) add('Duration <= {maxDuration:Int64} * 1000', { maxDuration });
  if (trace !== undefined) add('TraceId = {trace:String}', { trace });
  if (span !== undefined) add('SpanId = {span:String}', { span });
  if (since !== undefined) add('Timestamp >= fromUnixTimestamp64Micro({since:Int64})', { since });
  if (until !== undefined) add('Timestamp < fromUnixTimestamp64Micro({until:Int64})', { until });
  attribute.forEach(({ key, value }, index) => {
    const [k, v] = [`key${index}`, `value${index}`];
    const has = (map: string): string =>
      `(mapContains(${map}, {${k}:String})${value === undefined ? '' : ` AND ${map}[{${k}:String}] = {${v}:String}`})`;
    add(`(${has('SpanAttributes')} OR ${has('ResourceAttributes')})`, {
      [k]: key,
      ...(value !== undefined && { [v]: value }),
    });
  });
  const isAny = parts.length - (since === undefined ? 0 : 1) - (until === undefined ? 0 : 1) > 0;
  return { sql: parts.length === 0 ? '1' : parts.join(' AND '), params, isAny, hasAttributes: attribute.length > 0 };
}

/** A table with the spans, and what is true of those that are meant: to be looked up by their traces. */
export const byTrace = ({ sql, hasAttributes }: Where, { traces, index }: Tables): string =>
  hasAttributes ? `${traces} WHERE ${sql}` : `${index} WHERE Entry = 'span' AND ${sql}`;

/** The span at the other end, of which a search asks with `causedBy.` or `ledTo.`; none where it does not. */
export function otherEnd(asked: Search, prefix: 'causedBy' | 'ledTo'): Conditions | undefined {
  const end: Conditions = {
    service: asked[`${prefix}.service`],
    name: asked[`${prefix}.name`],
    status: asked[`${prefix}.status`],
    minDuration: asked[`${prefix}.minDuration`],
    maxDuration: asked[`${prefix}.maxDuration`],
    attribute: asked[`${prefix}.attribute`],
    trace: asked[`${prefix}.trace`],
    span: asked[`${prefix}.span`],
  };
  return whereOf(end).isAny ? end : undefined;
}
