/** Spans that only the index still knows: those of parts that are torn or gone. */
import { literal } from './bind.js';
import type { Engine } from './engine.js';
import { isKeptSql } from './gone-parts.js';
import { qualifier } from './schema.js';
import type { StoreSchema } from './schema.js';

/** The traces that are named. */
export const MAX_TRACES = 100;
/** The spans of days among which missing ones are looked for: they are held in memory. */
const MAX_SPANS = 5_000_000;

export interface Missing {
  readonly spans: number;
  /** The number of their traces. */
  readonly total: number;
  /** The first of these. */
  readonly traces: readonly string[];
}

/** Finds the missing spans of days; undefined if the days have too many spans. */
export type MissingOf = (days: readonly string[]) => Promise<Missing | undefined>;

export async function readMissing(
  engine: Engine,
  schema: StoreSchema,
  days: readonly string[],
  retention: number | undefined,
): Promise<Missing | undefined> {
  const name = qualifier(schema);
  const inDays = `toDate(Timestamp) IN (${days.map(literal).join(', ')})`;
  const [stored] = await engine.query<{ spans: number }>(
    `SELECT count() AS spans FROM ${name(schema.tables.traces)} WHERE ${inDays}`,
  );
  if ((stored?.spans ?? 0) > MAX_SPANS) return undefined;
  const [missing] = await engine.query<Missing>(
    `SELECT uniqExact(TraceId, SpanId) AS spans, uniqExact(TraceId) AS total,
  arraySort(groupUniqArray(${MAX_TRACES})(TraceId)) AS traces
FROM ${name(schema.tables.index)}
WHERE Entry = 'span' AND ${inDays}${isKeptSql(retention)} AND (TraceId, SpanId) NOT IN (
  SELECT TraceId, SpanId FROM ${name(schema.tables.traces)} WHERE ${inDays}
)`,
  );
  return missing;
}
