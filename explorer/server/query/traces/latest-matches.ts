/** Spans that match in their latest form, as SQL: a condition may be true of an earlier form alone. */
import { isOfSpans, isOfTrace, isOfTraces } from '../../store/index-ids.js';
import { latestForms } from '../../store/tables.js';
import type { Tables } from '../../store/tables.js';
import type { FilterSql } from './span-filter.js';

/** SQL that is true of spans in `tables.traces`, and of their entries in `tables.index`. */
const WITHIN = {
  trace: { ofTraces: 'TraceId = {trace:String}', ofIndex: isOfTrace('trace') },
  traces: { ofTraces: 'TraceId IN {traces:Array(String)}', ofIndex: isOfTraces('traces') },
  spans: {
    ofTraces: 'TraceId IN {traces:Array(String)} AND SpanId IN {spans:Array(String)}',
    ofIndex: `${isOfTraces('traces')} AND ${isOfSpans('spans')}`,
  },
} as const;

/**
 * Returns SQL for the spans of which a filter is true in their latest form.
 *
 * @param columns those that are selected
 * @param within the parameters that name the traces, and spans, which are looked at with all of their forms
 * @param received SQL for when a span in `tables.traces` was received
 */
export function latestMatches(
  filter: FilterSql,
  { traces, index }: Tables,
  columns: string,
  within: keyof typeof WITHIN,
  received: string,
): string {
  const { ofAllForms, ofOneForm = '1', needsTraces } = filter;
  const spans = needsTraces
    ? `${traces} WHERE ${WITHIN[within].ofTraces}`
    : `${index} WHERE Entry = 'span' AND ${WITHIN[within].ofIndex}`;
  return `SELECT * FROM (
  SELECT ${columns}, (${ofOneForm}) AS isMatch FROM ${spans} AND ${ofAllForms}
  ${latestForms(needsTraces ? received : 'Received')}
) WHERE isMatch`;
}

/**
 * Returns SQL for the spans in `tables.traces` of which a condition is true in their latest form, wherever they are.
 *
 * @param columns those that are selected
 * @param received SQL for when a span was received
 */
export const latestSpans = (traces: string, columns: string, condition: string, received: string): string =>
  `SELECT * FROM (
  SELECT ${columns}, (${condition}) AS isMatch FROM ${traces}
  WHERE (${PLACE}) IN (SELECT ${PLACE} FROM ${traces} WHERE ${condition})
  ${latestForms(received)}
) WHERE isMatch`;

// all forms of a span have these; first those by which the table is sorted
const PLACE = 'ServiceName, Timestamp, TraceId, SpanId';
