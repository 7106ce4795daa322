/** A condition on what becomes of a trace where the explorer holds all traces, and forwards some, as SQL. */
import { QuestionError } from '../../../api/parameters.js';
import type { AskedOf } from '../../../api/questions.js';
import type { StoreReader } from '../../store/store-reader.js';
import type { FilterSql } from './span-filter.js';

type KeptParams = Pick<AskedOf<'search'>, 'kept' | 'policy'>;

/**
 * Adds conditions on keeping to those of a search.
 *
 * @throws a `QuestionError` if the explorer holds no traces
 */
export function addKeptFilter(filter: FilterSql, { held }: StoreReader, { kept, policy }: KeptParams): FilterSql {
  if (kept === undefined && policy === undefined) return filter;
  if (held === undefined)
    throw new QuestionError(
      'This explorer was started without --keep, so that no trace is kept or not: leave out "kept" and "policy".',
    );
  const { names } = held;
  const isKept = isOneOf(names.kept);
  const isUndecided = isOneOf(`${names.fragments} WHERE Spans > 0 AND Received >= fromUnixTimestamp64Milli((
  SELECT toInt64(max(Value)) FROM ${names.progress} WHERE Name = 'decided'))`);
  const ofState = {
    kept: isKept,
    undecided: `${isUndecided} AND NOT ${isKept}`,
    not_kept: `NOT ${isKept} AND NOT ${isUndecided}`,
  };
  const ofPolicy = isOneOf(`${names.kept} WHERE has(splitByChar('\\n', Policies), {policy:String})`);
  const conditions = [...(kept ? [ofState[kept]] : []), ...(policy === undefined ? [] : [ofPolicy])];
  // all ids that are held may be too many for one set; nothing of a trace is held any more after a while
  const isHeld = isOneOf(`${names.fragments} WHERE Spans > 0 AND Trace IN (
  SELECT unhex(arrayJoin({traces:Array(String)})))`);
  return {
    ...filter,
    sql: [filter.sql, ...conditions].join(' AND '),
    ...(kept === 'not_kept' && { ofAllForms: `${filter.ofAllForms} AND ${isHeld}`, checksMatches: true }),
    params: { ...filter.params, ...(policy !== undefined && { policy }) },
  };
}

/** SQL that is true of the spans of traces in a table. */
const isOneOf = (table: string): string => `(TraceId IN (SELECT lower(hex(Trace)) FROM ${table}))`;
