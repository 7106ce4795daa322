/** Finds what torn parts lost: an index is filled anew, and of spans, it tells the traces that they were of. */
import type { StatusAnswer } from '../../api/answers.js';
import type { Backfiller } from './backfill.js';
import type { Engine } from './engine.js';
import { literal } from './bind.js';
import { qualifier } from './schema.js';
import type { StoreSchema } from './schema.js';
import { checkLastParts, dropTornParts, readTornParts } from './torn-parts.js';
import type { TornPart } from './torn-parts.js';

export type Losses = NonNullable<StatusAnswer['lost']>;

/** The traces that are named. */
const MAX_TRACES = 100;
/** The spans of the days of torn parts among which those are looked for that are lost: they are held in memory. */
const MAX_SPANS = 5_000_000;

/**
 * Reads the losses, and mends the index.
 *
 * @param isUnclean true if the machine went down while the store was open
 * @param onNotice called with each loss, and with what is done about it
 * @returns undefined if no spans are lost
 */
export async function findLosses(
  engine: Engine,
  schema: StoreSchema,
  backfiller: Backfiller,
  isUnclean: boolean,
  onNotice: (notice: string) => void,
): Promise<{ readonly lost: Losses | undefined; readonly mend: () => Promise<void> }> {
  // the operators of a server see to its parts
  if (!engine.isEmbedded) return { lost: undefined, mend: () => Promise.resolve() };
  if (isUnclean)
    for (const torn of await checkLastParts(engine, schema)) onNotice(`The machine went down meanwhile. Torn: ${torn}`);
  const parts = await readTornParts(engine, schema);
  const ofIndex = parts.filter(({ table }) => table !== schema.source);
  const ofSpans = parts.filter(({ table }) => table === schema.source);
  if (ofIndex.length > 0)
    onNotice(
      `Parts of the index are torn, and are filled anew from the spans: ${ofIndex.map(({ name }) => name).join(', ')}.`,
    );
  const lost = ofSpans.length > 0 ? await readLosses(engine, schema, ofSpans) : undefined;
  if (lost) onNotice(describeLosses(lost));
  const mend = async (): Promise<void> => {
    if (ofIndex.length === 0) return;
    // the parts stay until it is done, so that a start after a stop does the rest
    if (await backfiller.refill([...new Set(ofIndex.map(({ partition }) => partition))]))
      await dropTornParts(engine, schema, ofIndex);
  };
  return { lost, mend };
}

/** Describes losses in sentences. */
export function describeLosses({ spans, days, traces, tracesTotal, folders }: Losses): string {
  const count = spans === undefined ? 'Spans were' : spans === 1 ? '1 span was' : `${spans} spans were`;
  const torn =
    tracesTotal === undefined
      ? 'Which traces are torn is not known.'
      : tracesTotal === 0
        ? 'None of their traces is known.'
        : `Torn traces (${tracesTotal}): ${traces.join(', ')}${tracesTotal > traces.length ? ', …' : ''}.`;
  return (
    `${count} lost: parts of the data folder are torn, as after a power failure, of spans of ${days.join(', ')}. ` +
    `${torn} What is left of them is in ${folders.join(', ')}; delete that to be told no more.`
  );
}

async function readLosses(engine: Engine, schema: StoreSchema, parts: readonly TornPart[]): Promise<Losses> {
  const name = qualifier(schema);
  const days = [...new Set(parts.map(({ partition }) => partition.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')))];
  const inDays = `toDate(Timestamp) IN (${days.map(literal).join(', ')})`;
  const [stored] = await engine.query<{ spans: number }>(
    `SELECT count() AS spans FROM ${name(schema.tables.traces)} WHERE ${inDays}`,
  );
  const rows = parts.every((part) => part.rows !== undefined)
    ? parts.reduce((sum, part) => sum + (part.rows ?? 0), 0)
    : undefined;
  const [missing] =
    (stored?.spans ?? 0) > MAX_SPANS
      ? []
      : await engine.query<{ spans: number; total: number; traces: string[] }>(
          `SELECT uniqExact(TraceId, SpanId) AS spans, uniqExact(TraceId) AS total,
  arraySort(groupUniqArray(${MAX_TRACES})(TraceId)) AS traces
FROM ${name(schema.tables.index)} WHERE Entry = 'span' AND ${inDays} AND (TraceId, SpanId) NOT IN (
  SELECT TraceId, SpanId FROM ${name(schema.tables.traces)} WHERE ${inDays}
)`,
        );
  const spans = rows ?? (missing && missing.spans > 0 ? missing.spans : undefined);
  return {
    ...(spans !== undefined && { spans }),
    days,
    traces: missing?.traces ?? [],
    ...(missing && { tracesTotal: missing.total }),
    folders: parts.map(({ path }) => path),
  };
}
