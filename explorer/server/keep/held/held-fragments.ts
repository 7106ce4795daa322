/** The fragments that are held: what they tell of a trace, and their bytes. */
import type { FragmentRow } from '../../store/keep-schema.js';
import type { KeepTables } from '../../store/keep-tables.js';
import type { Evidence, EvidenceByTrace } from '../decide/evidence.js';
import { mergeEvidence, NO_EVIDENCE } from '../decide/evidence.js';
import type { Observer } from '../decide/observer.js';
import { processOf } from './fragment-ids.js';
import { inBatches, showTrace, traceList } from './sql.js';

/** A fragment that was not forwarded. */
export interface UnsentFragment {
  readonly traceId: string;
  readonly id: string;
  readonly spans: number;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly received: number;
}

interface EvidenceRow {
  readonly trace: string;
  readonly spans: number;
  readonly bytes: number;
  readonly start: string;
  readonly end: string;
  readonly met: readonly string[];
  readonly randomness: string;
  readonly threshold: number;
  /** Fragments that other rules observed. */
  readonly others: number;
}

// the bits of a word
const WORD = 64n;

/** Returns the row of a fragment, or of evidence about a trace that no span of it brought. */
export const toFragmentRow = (
  traceId: string,
  evidence: Evidence,
  about: { readonly id: bigint; readonly rules: bigint; readonly received: number; readonly request: Buffer },
): FragmentRow => ({
  Trace: traceId,
  Id: about.id,
  Received: about.received,
  Spans: evidence.spans,
  Bytes: about.request.length,
  Start: evidence.start,
  End: evidence.end,
  Rules: about.rules,
  Met: toWords(evidence.met),
  Randomness: evidence.randomness,
  Threshold: evidence.hasThreshold ? 1 : 0,
  Request: about.request,
});

function toWords(bits: bigint): bigint[] {
  const words: bigint[] = [];
  for (let rest = bits; rest !== 0n; rest >>= WORD) words.push(BigInt.asUintN(64, rest));
  return words;
}

const toBits = (words: readonly string[]): bigint =>
  words.reduce((bits, word, index) => bits | (BigInt(word) << (WORD * BigInt(index))), 0n);

/**
 * Reads the evidence of traces. What was observed by other rules is observed again from its bytes.
 *
 * @param rules the number of those that the observer is of
 */
export async function readEvidence(
  tables: KeepTables,
  traces: readonly string[],
  rules: bigint,
  observer: Observer,
): Promise<EvidenceByTrace> {
  const evidence: EvidenceByTrace = new Map();
  if (traces.length === 0) return evidence;
  const rows = await tables.query<EvidenceRow>(`SELECT ${showTrace('Trace')} AS trace, sumIf(Spans, IsOfRules) AS spans,
  sumIf(Bytes, IsOfRules) AS bytes, toString(minIf(Start, IsOfRules AND Start > 0)) AS start,
  toString(maxIf(End, IsOfRules)) AS end, arrayMap(word -> toString(word), groupBitOrForEachIf(Met, IsOfRules)) AS met,
  minIf(Randomness, IsOfRules AND Randomness != '') AS randomness, maxIf(Threshold, IsOfRules) AS threshold,
  countIf(NOT IsOfRules) AS others
FROM (SELECT * EXCEPT (Request), Rules = ${rules} AS IsOfRules FROM ${tables.names.fragments}
  WHERE Trace IN (${traceList(traces)}) LIMIT 1 BY Trace, Id)
GROUP BY Trace`);
  for (const row of rows) evidence.set(row.trace, toEvidence(row));
  const ofOthers = rows.filter((row) => row.others > 0).map(({ trace }) => trace);
  if (ofOthers.length === 0) return evidence;
  const others = await tables.query<{ trace: string; request: string }>(`SELECT ${showTrace('Trace')} AS trace,
  base64Encode(Request) AS request FROM ${tables.names.fragments}
WHERE Trace IN (${traceList(ofOthers)}) AND Rules != ${rules} AND Spans > 0 LIMIT 1 BY Trace, Id`);
  for (const { trace, request } of others) {
    const observed: EvidenceByTrace = new Map();
    observer.observe(trace, Buffer.from(request, 'base64'), observed);
    evidence.set(trace, mergeEvidence(evidence.get(trace) ?? NO_EVIDENCE, observed.get(trace) ?? NO_EVIDENCE));
  }
  return evidence;
}

const toEvidence = (row: EvidenceRow): Evidence => ({
  spans: row.spans,
  bytes: row.bytes,
  start: BigInt(row.start),
  end: BigInt(row.end),
  met: toBits(row.met),
  randomness: row.randomness,
  hasThreshold: row.threshold > 0,
});

/** Reads which fragments of traces were not forwarded, in the order in which they came. */
export async function readUnsent(tables: KeepTables, traces: readonly string[]): Promise<UnsentFragment[]> {
  if (traces.length === 0) return [];
  const isOfTraces = `Trace IN (${traceList(traces)})`;
  return tables.query(`SELECT ${showTrace('Trace')} AS traceId, toString(Id) AS id, Spans AS spans, Bytes AS bytes,
  toUnixTimestamp64Milli(Received) AS received
FROM ${tables.names.fragments}
WHERE ${isOfTraces} AND Spans > 0
  AND (Trace, Id) NOT IN (SELECT Trace, Id FROM ${tables.names.sent} WHERE ${isOfTraces})
ORDER BY Id LIMIT 1 BY Trace, Id`);
}

/** Reads the bytes of fragments, by id. */
export async function readRequests(
  tables: KeepTables,
  fragments: readonly UnsentFragment[],
): Promise<ReadonlyMap<string, Buffer>> {
  const rows = await inBatches(fragments, (batch) => {
    const keys = batch.map(({ traceId, id }) => `(${traceList([traceId])}, ${BigInt(id)})`).join(', ');
    return tables.query<{ id: string; request: string }>(`SELECT toString(Id) AS id,
  base64Encode(Request) AS request FROM ${tables.names.fragments} WHERE (Trace, Id) IN (${keys})`);
  });
  return new Map(rows.map(({ id, request }) => [id, Buffer.from(request, 'base64')]));
}

/** The fragments that came since a time. */
export interface RecentRange {
  /** Milliseconds since 1970. */
  readonly since: number;
  /** The number of the process that received them; by default any. */
  readonly process?: bigint;
}

/** A fragment that came since a time. */
export interface RecentFragment {
  readonly traceId: string;
  readonly id: string;
  readonly received: number;
  readonly request: Buffer;
}

/**
 * Reads fragments of a range, in the order of the table, so that all pages together read it once.
 *
 * @param after the last one that was read
 */
export async function readRecent(
  tables: KeepTables,
  { since, process }: RecentRange,
  after: Pick<RecentFragment, 'traceId' | 'id'> | undefined,
  limit: number,
): Promise<RecentFragment[]> {
  const isAfter = after ? `AND (Trace, Id) > (${traceList([after.traceId])}, ${BigInt(after.id)})` : '';
  const isOfProcess = process === undefined ? '' : `AND ${processOf('Id')} = ${process}`;
  const rows = await tables.query<Omit<RecentFragment, 'request'> & { readonly request: string }>(
    `SELECT ${showTrace('Trace')} AS traceId, toString(Id) AS id, toUnixTimestamp64Milli(Received) AS received,
  base64Encode(Request) AS request FROM ${tables.names.fragments}
WHERE Received >= fromUnixTimestamp64Milli(${Math.max(0, Math.floor(since))}) ${isOfProcess} ${isAfter}
ORDER BY Trace, Id LIMIT ${limit}`,
  );
  return rows.map((row) => ({ ...row, request: Buffer.from(row.request, 'base64') }));
}
