/**
 * Spans and index entries that were stored and are not there any more, with nothing set aside: parts whose folders are
 * gone, and those that the index or the spans alone still tell of.
 */
import type { Backfiller } from './backfill.js';
import type { Engine } from './engine.js';
import { missingParts } from './part-manifest.js';
import type { KnownPart, PartManifest } from './part-manifest.js';
import { expirySql, qualifier } from './schema.js';
import type { StoreSchema } from './schema.js';
import type { TornPart } from './torn-parts.js';

/** Spans that are gone, by a name of what is gone. */
export type GoneSpans = Readonly<Record<string, { readonly day: string; readonly spans: number }>>;

/** The spans that are compared with the index where no manifest tells of them: they are held in memory. */
const MAX_SPANS = 5_000_000;
// a request is received before its spans are in a part
const LISTED_MS = 120_000;
const DAY_SECONDS = 86_400;

export const dayOf = (partition: string): string => partition.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');

/** Finds what is gone since the folder was open last, and not because of the retention. */
export async function findGone(
  engine: Engine,
  schema: StoreSchema,
  manifest: PartManifest | undefined,
  active: readonly KnownPart[],
  torn: readonly TornPart[],
  retention: number | undefined,
): Promise<{ readonly spans: GoneSpans; readonly weeks: readonly string[] }> {
  const missing = missingParts(manifest?.parts ?? [], [...active, ...torn]).filter(
    (part) => !isExpired(part, retention),
  );
  const spans: Record<string, { readonly day: string; readonly spans: number }> = {};
  for (const { table, name, partition, rows } of missing)
    if (table === schema.source) spans[name] = { day: dayOf(partition), spans: rows };
  const told = new Set([
    ...Object.values(spans).map(({ day }) => day),
    ...torn.map(({ partition }) => dayOf(partition)),
  ]);
  if (manifest?.isClosed !== true && schema.ownsSource)
    for (const row of await findUnlisted(engine, schema, manifest, retention))
      if (!told.has(row.day)) spans[row.day] = row;
  const weeks = missing.filter(({ table }) => table !== schema.source).map(({ partition }) => partition);
  return { spans, weeks: [...new Set([...(manifest?.refill ?? []), ...weeks])] };
}

/** Returns true if the retention may have deleted a part. */
function isExpired({ expires, partition }: KnownPart, retention: number | undefined): boolean {
  const seconds = Date.now() / 1000;
  const expiresFirst =
    retention === undefined ? Infinity : Date.parse(dayOf(partition)) / 1000 + retention * DAY_SECONDS;
  return (expires > 0 && expires <= seconds) || expiresFirst <= seconds;
}

/** SQL, behind other conditions: true of spans that did not expire, which the index keeps for up to a day more. */
export const isKeptSql = (retention: number | undefined): string =>
  retention === undefined ? '' : ` AND ${expirySql(retention)} > now()`;

/** Returns SQL that is true of rows which may be in parts that no manifest has; undefined if these are too many. */
async function unlistedSql(
  engine: Engine,
  schema: StoreSchema,
  manifest: PartManifest | undefined,
): Promise<string | undefined> {
  // what was received before the folder was opened was compared then
  const since = manifest === undefined ? 0 : Math.max(manifest.listed - LISTED_MS, manifest.opened);
  const where = `(toUnixTimestamp64Milli(Received) >= ${since} OR toUnixTimestamp64Milli(Received) = 0)`;
  const [stored] = await engine.query<{ spans: number }>(
    `SELECT count() AS spans FROM ${qualifier(schema)(schema.source)} WHERE ${where}`,
  );
  return (stored?.spans ?? 0) > MAX_SPANS ? undefined : where;
}

/** Counts the spans that the index has, and their table has not, by day. */
async function findUnlisted(
  engine: Engine,
  schema: StoreSchema,
  manifest: PartManifest | undefined,
  retention: number | undefined,
): Promise<{ day: string; spans: number }[]> {
  const where = await unlistedSql(engine, schema, manifest);
  if (where === undefined) return [];
  const name = qualifier(schema);
  return engine.query(
    `SELECT toString(toDate(Timestamp)) AS day, uniqExact(TraceId, SpanId) AS spans FROM ${name(schema.tables.index)}
WHERE Entry = 'span' AND ${where}${isKeptSql(retention)} AND (TraceId, SpanId) NOT IN (
  SELECT TraceId, SpanId FROM ${name(schema.source)} WHERE ${where}
) GROUP BY day ORDER BY day`,
  );
}

/** Indexes the spans that the index has not, of those that may be in parts which no manifest has. */
export async function indexUnlisted(
  engine: Engine,
  schema: StoreSchema,
  backfiller: Backfiller,
  manifest: PartManifest | undefined,
): Promise<void> {
  if (manifest?.isClosed === true || !schema.ownsSource || !backfiller.progress().isDone) return;
  const where = await unlistedSql(engine, schema, manifest);
  if (where === undefined) return;
  await backfiller.index(
    `${where} AND (span.TraceId, span.SpanId) NOT IN (
  SELECT TraceId, SpanId FROM ${qualifier(schema)(schema.tables.index)} WHERE Entry = 'span' AND ${where}
)`,
  );
}
