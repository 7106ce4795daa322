/** The parameter that is a time. */
import { optional, wrong } from './parameters.js';
import type { Parameter } from './parameters.js';

/** The last valid time in microseconds: a number holds it exactly, and 64 bits hold it in nanoseconds. */
export const LAST_TIME = 9e15;

const DATE = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Returns the microseconds of an ISO 8601 date, in UTC unless it says otherwise; NaN of any other text. */
function microsOf(text: string): number {
  const [, day = '', time = '', fraction = '', zone] = DATE.exec(text) ?? [];
  // Date.parse takes the 30th of February for the 2nd of March, and more that is no date
  const midnight = Date.parse(day);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return NaN;
  // of a second, it keeps the milliseconds
  const seconds = text.replace(fraction, '');
  const micros = Number(fraction.slice(1, 7).padEnd(6, '0'));
  return Date.parse(time === '' || zone !== undefined ? seconds : `${seconds}Z`) * 1000 + micros;
}

/** A time in microseconds since 1970, or as an ISO 8601 date. Read as microseconds. */
export const time = (description: string): Parameter<number | undefined> =>
  optional(
    `${description} Microseconds since 1970, or an ISO 8601 date, in UTC if it has no zone: ` +
      '2026-01-31, 2026-01-31T12:00:00+02:00.',
    { type: 'string', pattern: `^\\d{1,16}$|${DATE.source}` },
    (value, name) => {
      const micros = /^\d{1,16}$/.test(value) ? Number(value) : microsOf(value);
      if (!(micros >= 0 && micros <= LAST_TIME))
        throw wrong(name, 'microseconds since 1970, or an ISO 8601 date, before the year 2255', value);
      return micros;
    },
  );
