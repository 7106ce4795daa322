/** What explorers on one server tell the one that decides: reading and writing it. */
import type { AnnouncementRow } from '../../store/keep-schema.js';
import type { KeepTables } from '../../store/keep-tables.js';
import { showTrace, traceList } from '../held/sql.js';
import type { ExplorerState } from './lease.js';

/** What an explorer received, as it announces it. */
export interface Announcement {
  readonly explorer: string;
  readonly seq: bigint;
  readonly isLast: boolean;
  /** The number in the ids of its fragments. */
  readonly process: bigint;
  /** All that it received before is announced; by its clock, in milliseconds. */
  readonly through: number;
  readonly traces: readonly string[];
  readonly observed: readonly string[];
  readonly linked: readonly string[];
}

interface Row {
  readonly explorer: string;
  readonly seq: string;
  readonly isLast: number;
  readonly process: string;
  readonly through: number;
  readonly traces: string;
  readonly observed: string;
  readonly linked: string;
}

/** The announcements that are read at once: each is up to some megabytes. */
const PAGE = 50;
const ID_BYTES = 16;

/** Writes ids as bytes, one behind the other. */
export const packIds = (ids: readonly string[]): Buffer => Buffer.from(ids.join(''), 'hex');

function unpackIds(base64: string): string[] {
  const digits = Buffer.from(base64, 'base64').toString('hex');
  return digits.match(new RegExp(`.{${2 * ID_BYTES}}`, 'g')) ?? [];
}

/** Reads what each explorer wrote last. */
export async function readStates({ query, names }: KeepTables): Promise<ExplorerState[]> {
  const rows = await query<{ id: string; seq: string; term: string; isLast: number }>(
    `SELECT ${showTrace('Explorer')} AS id, toString(max(Seq)) AS seq, toString(argMax(Term, Seq)) AS term,
  argMax(IsLast, Seq) AS isLast
FROM ${names.announcements} GROUP BY Explorer`,
  );
  return rows.map(({ id, seq, term, isLast }) => ({
    ...{ id, seq: BigInt(seq), term: BigInt(term), isLast: isLast === 1 },
  }));
}

/** Reads the highest term that was ever claimed. */
export async function readLastClaim({ query, names }: KeepTables): Promise<bigint> {
  const [row] = await query<{ term: string }>(`SELECT toString(max(Term)) AS term FROM ${names.announcements}`);
  return BigInt(row?.term ?? 0);
}

/**
 * Reads announcements, those of each explorer in their order.
 *
 * @param after the number of the last one that was read of each explorer
 * @returns as many as are read at once: the last one's explorer may have more
 */
export async function readAnnouncements(
  { query, names }: KeepTables,
  after: ReadonlyMap<string, bigint>,
): Promise<{ readonly announcements: readonly Announcement[]; readonly isAll: boolean }> {
  const known = [...after.keys()];
  const conditions = [
    ...Array.from(after, ([id, seq]) => `(Explorer = ${traceList([id])} AND Seq > ${seq})`),
    known.length === 0 ? '1' : `Explorer NOT IN (${traceList(known)})`,
  ];
  const rows = await query<Row>(`SELECT ${showTrace('Explorer')} AS explorer, toString(Seq) AS seq, IsLast AS isLast,
  toString(Process) AS process, toUnixTimestamp64Milli(Through) AS through, base64Encode(Traces) AS traces,
  base64Encode(Observed) AS observed, base64Encode(Linked) AS linked
FROM ${names.announcements} WHERE ${conditions.join(' OR ')}
ORDER BY Explorer, Seq LIMIT 1 BY Explorer, Seq LIMIT ${PAGE}`);
  const announcements = rows.map(({ explorer, seq, isLast, process, through, traces, observed, linked }) => ({
    ...{ explorer, seq: BigInt(seq), isLast: isLast === 1, process: BigInt(process), through },
    ...{ traces: unpackIds(traces), observed: unpackIds(observed), linked: unpackIds(linked) },
  }));
  return { announcements, isAll: rows.length < PAGE };
}

export const insertAnnouncements = (tables: KeepTables, rows: readonly AnnouncementRow[]): Promise<void> =>
  tables.insert('announcements', rows);
