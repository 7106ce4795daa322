/** The record of spans whose parts are gone with their folders, so that they are told until somebody has read it. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LossRecord {
  /** The lost spans of each part that is gone, or of each day; with the day, `YYYY-MM-DD`. */
  readonly spans: Readonly<Record<string, { readonly day: string; readonly spans: number }>>;
  /** The first of the traces that they were of, and the number of all; missing if that is not known. */
  readonly traces: readonly string[];
  readonly tracesTotal?: number;
}

export const recordFile = (data: string): string => join(data, 'spanlink_losses.json');

/**
 * Reads the record; undefined if nothing is lost, or somebody has deleted it.
 *
 * @param onNotice called if there is one that cannot be read
 */
export function readRecord(data: string, onNotice: (notice: string) => void): LossRecord | undefined {
  if (!existsSync(recordFile(data))) return undefined;
  try {
    const record = JSON.parse(readFileSync(recordFile(data), 'utf8')) as Partial<LossRecord>;
    if (isWhole(record)) return record;
  } catch {
    // torn, as it is no JSON
  }
  onNotice(
    `${recordFile(data)} cannot be read, and what it told of lost spans is not known. Delete it to be told no more.`,
  );
  return undefined;
}

const isDay = (day: unknown): boolean =>
  typeof day === 'string' && /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day));

const isCount = (count: unknown): boolean => Number.isSafeInteger(count) && Number(count) >= 0;

const isWhole = (record: Partial<LossRecord>): record is LossRecord =>
  typeof record.spans === 'object' &&
  Object.values(record.spans).every(({ day, spans }) => isDay(day) && isCount(spans)) &&
  Array.isArray(record.traces) &&
  record.traces.every((trace) => typeof trace === 'string') &&
  isCount(record.tracesTotal ?? 0);

export function writeRecord(data: string, record: LossRecord): void {
  writeFileSync(`${recordFile(data)}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${recordFile(data)}.new`, recordFile(data));
}
