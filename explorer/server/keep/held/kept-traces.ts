/** The traces that are kept, in the order in which they are forwarded, and how far that has come. */
import { DELETED_THROUGH } from '../../store/keep-schema.js';
import type { KeptRow } from '../../store/keep-schema.js';
import type { KeepTables } from '../../store/keep-tables.js';
import type { PlaceRange } from './forwarded-places.js';
import { inBatches, showTrace, traceList } from './sql.js';

/** A trace as part of a story. */
export interface KeptTrace {
  readonly traceId: string;
  readonly seed: string;
  readonly role: string;
  readonly hops: number;
  readonly policies: readonly string[];
  readonly threshold: string;
  readonly randomness: string;
}

/** A trace to be forwarded. */
export interface PlacedTrace {
  readonly traceId: string;
  readonly place: bigint;
}

const COLUMNS = `${showTrace('Trace')} AS traceId, ${showTrace('Seed')} AS seed, Role AS role, Hops AS hops,
  splitByChar('\\n', Policies) AS policies, Threshold AS threshold, Randomness AS randomness`;

/** True for the trace that a policy kept, for which the others of its story are. */
export const isSeed = ({ traceId, seed }: KeptTrace): boolean => traceId === seed;

export const toKeptRow = (trace: KeptTrace, place: bigint, decided: number): KeptRow => ({
  Trace: trace.traceId,
  Seed: trace.seed,
  Role: trace.role,
  Hops: trace.hops,
  Policies: trace.policies.join('\n'),
  Threshold: trace.threshold,
  Randomness: trace.randomness,
  Place: place,
  Decided: decided,
});

/** Reads the stories that traces are part of. */
export const readStories = (tables: KeepTables, traces: readonly string[]): Promise<KeptTrace[]> =>
  inBatches(traces, (batch) =>
    tables.query(`SELECT ${COLUMNS} FROM ${tables.names.kept} WHERE Trace IN (${traceList(batch)})
ORDER BY Place DESC LIMIT 1 BY Trace, Seed`),
  );

/** Reads the traces that have places in a range, in their order. */
export async function readPlaced(
  tables: KeepTables,
  { after, before }: PlaceRange,
  limit: number,
): Promise<PlacedTrace[]> {
  const rows = await tables.query<{ traceId: string; place: string }>(`SELECT ${showTrace('Trace')} AS traceId,
  toString(Place) AS place FROM ${tables.names.kept} 
WHERE Place > ${after} AND Place < ${before} ORDER BY Place LIMIT ${limit}`);
  return rows.map(({ traceId, place }) => ({ traceId, place: BigInt(place) }));
}

/** Reads the time through which all is decided, in milliseconds since 1970; 0 if that was not begun. */
export async function readDecided(tables: KeepTables): Promise<number> {
  const [row] = await tables.query<{ value: string }>(
    `SELECT toString(max(Value)) AS value FROM ${tables.names.progress} WHERE Name = 'decided'`,
  );
  return Number(row?.value ?? 0);
}

/** Notes the time through which all is decided. */
export const saveDecided = (tables: KeepTables, time: number, now: number): Promise<void> =>
  tables.insert('progress', [{ Name: 'decided', Value: BigInt(time), Saved: now }]);

/** Notes that what came through a time, and was not kept, is being deleted before its time. */
export const saveDeleted = (tables: KeepTables, through: number, now: number): Promise<void> =>
  tables.insert('progress', [{ Name: `${DELETED_THROUGH}${through}`, Value: BigInt(through), Saved: now }]);

/** Reads the place of the last trace; 0 if none is kept. */
export async function readLastPlace(tables: KeepTables): Promise<bigint> {
  const [row] = await tables.query<{ place: string }>(`SELECT toString(max(Place)) AS place FROM ${tables.names.kept}`);
  return BigInt(row?.place ?? 0);
}
