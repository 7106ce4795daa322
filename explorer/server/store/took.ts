/**
 * SQL for the duration of a span in microseconds: as a sum with a time, it is within 64 bits for any span. Exporters
 * before 2024 wrote nanoseconds with a sign.
 */
export const TOOK = 'greatest(toInt64(intDiv(Duration, 1000)), 0)';
