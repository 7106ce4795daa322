/** When spans were received, as SQL on `tables.traces`: by the clock of this machine, whatever those of senders say. */
import type { StoreSchema } from './schema.js';

// a table that a Collector created has no such column
export const receivedSql = ({ ownsSource }: Pick<StoreSchema, 'ownsSource'>): string =>
  ownsSource ? 'Received' : 'toDateTime64(0, 3)';

/** The milliseconds by which a span may start after its receipt: clocks of one room differ by less. */
export const CLOCK_TOLERANCE_MS = 1000;

/**
 * SQL that is true of spans from the future: those that start after they were received or, where that is not known,
 * after now.
 *
 * @param received SQL for when the span was received; 1970 if that is not known
 */
export const isFromFutureSql = (received: string): string =>
  `(Timestamp > if(toUnixTimestamp64Milli(${received}) = 0, now64(3), ${received}) ` +
  `+ toIntervalMillisecond(${CLOCK_TOLERANCE_MS}))`;

/**
 * SQL for when a span was received or, where that is not known, started.
 *
 * @param received as of {@link isFromFutureSql}
 */
export const receivedOrStartSql = (received: string): string =>
  `if(toUnixTimestamp64Milli(${received}) = 0, ${newestTimeSql(received)}, toDateTime64(${received}, 9))`;

/**
 * SQL for the time by which spans are sorted where the newest are asked for: that of their start; of spans from the
 * future, that of their receipt, and 1970 where it is not known.
 */
export const newestTimeSql = (received: string): string =>
  `if(${isFromFutureSql(received)}, toDateTime64(${received}, 9), Timestamp)`;
