/** The record of spans whose parts are gone with their folders, so that they are told until somebody has read it. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LossRecord {
  /** The lost spans of each part that is gone, or of each day; with the day, `YYYY-MM-DD`. */
  readonly spans: Readonly<Record<string, { readonly day: string; readonly spans: number }>>;
  /** The first of the traces that they were of, and the number of all; missing if that is not known. */
  readonly traces: readonly string[];
  readonly tracesTotal?: number;
}

export const recordFile = (data: string): string => join(data, 'spanlink_losses.json');

/** Reads the record; undefined if nothing is lost, or somebody has deleted it. */
export function readRecord(data: string): LossRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(recordFile(data), 'utf8')) as Partial<LossRecord>;
    return record.spans && Array.isArray(record.traces) ? (record as LossRecord) : undefined;
  } catch {
    return undefined;
  }
}

export function writeRecord(data: string, record: LossRecord): void {
  writeFileSync(`${recordFile(data)}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${recordFile(data)}.new`, recordFile(data));
}
