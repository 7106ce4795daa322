/** Times in questions: microseconds since 1970, or ISO 8601 dates. */
import { time } from '../../api/time-parameter';

const NOON = Date.UTC(2026, 0, 31, 12) * 1000;

test.each([
  [String(NOON), NOON],
  ['2026-01-31', NOON - 12 * 3600e6],
  ['2026-01-31T12:00', NOON],
  ['2026-01-31T12:00:00', NOON],
  ['2026-01-31T12:00:00Z', NOON],
  ['2026-01-31T14:00:00+02:00', NOON],
  ['2026-01-31T06:30:00-05:30', NOON],
  ['2026-01-31T12:00:00.5Z', NOON + 500_000],
  ['2026-01-31T12:00:00.000001Z', NOON + 1],
  ['2026-01-31T12:00:00.123456', NOON + 123_456],
  ['2026-01-31T14:00:00.999999999+02:00', NOON + 999_999],
])('The time %s is read to the microsecond', (text, micros) => {
  expect(time('Since.').read([text], 'since')).toBe(micros);
});
