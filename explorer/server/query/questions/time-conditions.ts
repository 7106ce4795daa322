/** Conditions on the time of spans in `tables.traces`, as SQL. */
import { receivedOrStartSql } from '../../store/received.js';

interface Times {
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly receivedSince: number | undefined;
}

/**
 * Returns the conditions, which are empty without any time. Its parameters are called as the times are.
 *
 * @param received SQL for when a span was received
 */
export const timeConditions = ({ since, until, receivedSince }: Times, received: string): string[] => [
  ...(since === undefined ? [] : ['Timestamp >= fromUnixTimestamp64Micro({since:Int64})']),
  ...(until === undefined ? [] : ['Timestamp < fromUnixTimestamp64Micro({until:Int64})']),
  ...(receivedSince === undefined
    ? []
    : [`${receivedOrStartSql(received)} >= fromUnixTimestamp64Micro({receivedSince:Int64})`]),
];
