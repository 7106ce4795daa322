/** Finds what a data folder lost: an index is filled anew, and of spans, it tells the traces that they were of. */
import type { Backfiller } from './backfill.js';
import type { Engine } from './engine.js';
import { describeLosses } from './describe-losses.js';
import type { Losses } from './describe-losses.js';
import { dayOf, findGone, indexUnlisted } from './gone-parts.js';
import type { GoneSpans } from './gone-parts.js';
import { readRecord, recordFile, writeRecord } from './loss-record.js';
import type { LossRecord } from './loss-record.js';
import { listParts, outermost, readManifest, rowsWithin } from './part-manifest.js';
import type { KnownPart } from './part-manifest.js';
import { ManifestWriter } from './manifest-writer.js';
import { MAX_TRACES, readMissing } from './missing-spans.js';
import type { MissingOf } from './missing-spans.js';
import { readRetention } from './retention.js';
import type { StoreSchema } from './schema.js';
import { checkParts, dropTornParts, readTornParts } from './torn-parts.js';
import type { TornPart } from './torn-parts.js';

export interface LossOptions {
  readonly engine: Engine;
  readonly schema: StoreSchema;
  /** The data folder. */
  readonly data: string;
  readonly backfiller: Backfiller;
  /** True if the index is filled from all spans in any case. */
  readonly isIndexNew: boolean;
  /** True if the checksums of all files are compared, however long it takes. */
  readonly checksAll: boolean;
  /** Called with each loss, and with what is done about it. */
  readonly onNotice: (notice: string) => void;
}

/**
 * Reads the losses, and mends the index.
 *
 * @returns the spans that are lost, undefined if none are; what mends the index; and what keeps the list of parts
 */
export async function findLosses({
  engine,
  schema,
  data,
  backfiller,
  isIndexNew,
  checksAll,
  onNotice,
}: LossOptions): Promise<{
  readonly lost: Losses | undefined;
  readonly mend: () => Promise<void>;
  readonly manifestWriter: ManifestWriter;
}> {
  const manifest = readManifest(data);
  const unclosedSince = manifest === undefined ? 0 : Math.floor(manifest.opened / 1000);
  const checks = { areAll: checksAll, ...(manifest?.isClosed !== true && { unclosedSince }) };
  for (const torn of await checkParts(engine, schema, checks)) onNotice(torn);
  const [parts, active] = [await readTornParts(engine, schema), await listParts(engine, schema)];
  const ofIndex = parts.filter(({ table }) => table !== schema.source);
  const ofSpans = lostBy(
    parts.filter(({ table }) => table === schema.source),
    active,
  );
  const retention = await readRetention(engine, schema);
  const gone = await findGone(engine, schema, manifest, active, parts, retention);
  const weeks = isIndexNew ? [] : [...new Set([...gone.weeks, ...ofIndex.map(({ partition }) => partition)])];
  if (weeks.length > 0)
    onNotice(
      'Parts of the index are torn or gone, and are filled anew from the spans: ' +
        `weeks of ${weeks.map(dayOf).join(', ')}.`,
    );
  await indexUnlisted(engine, schema, backfiller, manifest);
  const missingOf: MissingOf = (days) => readMissing(engine, schema, days, retention);
  const before = readRecord(data, onNotice);
  const record = Object.keys(gone.spans).length === 0 ? before : await addGone(before, gone.spans, missingOf);
  if (record && record !== before) writeRecord(data, record);
  const lost = record || ofSpans.length > 0 ? await readLosses(data, ofSpans, record, missingOf) : undefined;
  if (lost) onNotice(describeLosses(lost));
  const manifestWriter = new ManifestWriter(engine, schema, data);
  await manifestWriter
    .open(weeks)
    .catch((error: unknown) => onNotice(`The list of parts could not be written: ${String(error)}`));
  const mend = async (): Promise<void> => {
    // the parts stay until it is done, so that a start after a stop does the rest
    if (weeks.length > 0 && (await backfiller.refill(weeks))) {
      await dropTornParts(engine, schema, ofIndex);
      await manifestWriter.refilled();
    }
  };
  return { lost, mend, manifestWriter };
}

/** Returns the torn parts with the rows that are lost: parts that were merged into one may still be there. */
const lostBy = (torn: readonly TornPart[], active: readonly KnownPart[]): TornPart[] =>
  outermost(torn)
    .map((part) => ({ ...part, rows: part.rows === undefined ? undefined : part.rows - rowsWithin(part, active) }))
    .filter(({ rows }) => rows === undefined || rows > 0);

/** Returns a record with what is gone, too. */
async function addGone(before: LossRecord | undefined, gone: GoneSpans, missingOf: MissingOf): Promise<LossRecord> {
  const spans = { ...before?.spans, ...gone };
  const missing = await missingOf(daysOf(Object.values(spans)));
  const total = missing?.total ?? before?.tracesTotal;
  return {
    spans,
    traces: union(missing?.traces ?? [], before?.traces ?? []),
    ...(total !== undefined && { tracesTotal: Math.max(total, before?.tracesTotal ?? 0) }),
  };
}

const daysOf = (rows: readonly { readonly day: string }[]): string[] => [...new Set(rows.map(({ day }) => day))];

const union = (some: readonly string[], others: readonly string[]): string[] =>
  [...new Set([...some, ...others])].sort().slice(0, MAX_TRACES);

async function readLosses(
  data: string,
  torn: readonly TornPart[],
  record: LossRecord | undefined,
  missingOf: MissingOf,
): Promise<Losses> {
  const gone = Object.values(record?.spans ?? {});
  const days = [...new Set([...torn.map(({ partition }) => dayOf(partition)), ...daysOf(gone)])].sort();
  const rows = torn.map((part) => part.rows).concat(gone.map((part) => part.spans));
  const missing = await missingOf(days);
  const counted = rows.every((count) => count !== undefined)
    ? rows.reduce<number>((sum, count) => sum + (count ?? 0), 0)
    : undefined;
  // parts that no list had are known by their spans in the index alone
  const spans = Math.max(counted ?? 0, missing?.spans ?? 0);
  const total = missing?.total ?? record?.tracesTotal;
  return {
    ...((spans > 0 || counted !== undefined) && { spans }),
    days,
    traces: union(missing?.traces ?? [], record?.traces ?? []),
    ...(total !== undefined && { tracesTotal: Math.max(total, record?.tracesTotal ?? 0) }),
    folders: [...torn.map(({ path }) => path), ...(record ? [recordFile(data)] : [])],
  };
}
