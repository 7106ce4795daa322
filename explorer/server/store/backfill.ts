/**
 * Indexes spans that were stored before the index: newest first, one slice of time after the other. After a stop it
 * continues from the last finished slice.
 */
import type { Engine } from './engine.js';
import { selectIndex } from './index-table.js';
import { receivedSql } from './received.js';
import { ownColumnsSql, qualifier } from './schema.js';
import type { StoreSchema } from './schema.js';

/** The progress of a back-fill, in spans. */
export interface Backfill {
  readonly isDone: boolean;
  readonly done: number;
  readonly total: number;
}

/** A row of the progress table: everything from `Through` (nanoseconds) on is indexed. */
interface ProgressRow {
  readonly Through: string;
  readonly Done: number;
  readonly Total: number;
  readonly IsDone: number;
}

// closing waits for the current slice
const SPANS_PER_SLICE = 100_000;

/** The back-fill of one store. Spans that the view has indexed too get the same rows again, which merging drops. */
export class Backfiller {
  readonly #engine: Engine;
  readonly #schema: StoreSchema;
  readonly #spansPerSlice: number;
  #progress: Backfill = { isDone: false, done: 0, total: 0 };
  #through = 0n;
  #version = 0;
  #isStopped = false;

  constructor(engine: Engine, schema: StoreSchema, spansPerSlice: number = SPANS_PER_SLICE) {
    this.#engine = engine;
    this.#schema = schema;
    this.#spansPerSlice = spansPerSlice;
  }

  progress(): Backfill {
    return this.#progress;
  }

  /** Ends `run` after the current slice. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Reads the progress of an earlier process, or counts the spans to index. */
  async prepare(): Promise<void> {
    const name = qualifier(this.#schema);
    const { tables } = this.#schema;
    const [saved] = await this.#engine.query<ProgressRow & { Version: number }>(
      `SELECT toString(Through) AS Through, Done, Total, IsDone, Version FROM ${name(tables.progress)}
ORDER BY Version DESC LIMIT 1`,
    );
    if (saved) {
      this.#through = BigInt(saved.Through);
      this.#version = saved.Version;
      this.#progress = { isDone: saved.IsDone === 1, done: saved.Done, total: saved.Total };
      return;
    }
    const [stored] = await this.#engine.query<{ total: number; end: string }>(
      `SELECT count() AS total, toString(toUnixTimestamp64Nano(max(Timestamp)) + 1) AS end FROM ${name(tables.traces)}`,
    );
    const total = stored?.total ?? 0;
    await this.#save(BigInt(stored?.end ?? 0), { isDone: total === 0, done: 0, total });
  }

  /** Indexes the remaining spans. Rejects if the engine fails; the next run continues from there. */
  async run(): Promise<void> {
    if (this.#progress.isDone) return;
    // the view indexes later spans
    const days = await this.#days(`Timestamp < ${timestampSql(this.#through)}`);
    for (const start of sliceStarts(days, this.#spansPerSlice)) {
      if (this.#isStopped) return;
      const spans = await this.#index(start, this.#through);
      const { done, total } = this.#progress;
      await this.#save(start, { isDone: false, done: Math.min(done + spans, total), total });
    }
    await this.#save(this.#through, { ...this.#progress, isDone: true });
  }

  /**
   * Indexes the spans of weeks again.
   *
   * @param mondays the partitions of the index, `YYYYMMDD`
   * @returns false if it was stopped before
   */
  async refill(mondays: readonly string[]): Promise<boolean> {
    const before = this.#progress;
    this.#progress = { ...before, isDone: false };
    const inWeeks = `toMonday(Timestamp) IN (${mondays.map((day) => `'${day}'`).join(', ')})`;
    const days = await this.#days(inWeeks);
    const total = days.reduce((sum, { spans }) => sum + spans, 0);
    let done = 0;
    for (const day of days) {
      let end = day.last + 1n;
      for (const start of sliceStarts([day], this.#spansPerSlice)) {
        if (this.#isStopped) return false;
        this.#progress = { isDone: false, done, total };
        done = Math.min(done + (await this.#index(start, end)), total);
        end = start;
      }
    }
    this.#progress = before.isDone ? { isDone: true, done, total } : before;
    return true;
  }

  /** Indexes the spans of which `where` is true; the table is called `span` in it. */
  async index(where: string): Promise<void> {
    const index = qualifier(this.#schema)(this.#schema.tables.index);
    const own = ownColumnsSql(this.#schema, receivedSql(this.#schema));
    await this.#engine.command(`INSERT INTO ${index} ${selectIndex(this.#traces, own, where)}`);
  }

  /** Reads the days with spans of which `where` is true, the newest first. */
  async #days(where: string): Promise<Day[]> {
    const rows = await this.#engine.query<{ rows: number; first: string; last: string }>(
      `SELECT toDate(Timestamp) AS day, count() AS rows,
  toString(toUnixTimestamp64Nano(min(Timestamp))) AS first, toString(toUnixTimestamp64Nano(max(Timestamp))) AS last
FROM ${this.#traces} WHERE ${where} GROUP BY day ORDER BY day DESC`,
    );
    return rows.map(({ rows: spans, first, last }) => ({ spans, first: BigInt(first), last: BigInt(last) }));
  }

  /** Indexes the spans from `start` on and before `end`, and returns their number. */
  async #index(start: bigint, end: bigint): Promise<number> {
    const where = `Timestamp >= ${timestampSql(start)} AND Timestamp < ${timestampSql(end)}`;
    await this.index(where);
    const [slice] = await this.#engine.query<{ rows: number }>(
      `SELECT count() AS rows FROM ${this.#traces} WHERE ${where}`,
    );
    return slice?.rows ?? 0;
  }

  get #traces(): string {
    return qualifier(this.#schema)(this.#schema.tables.traces);
  }

  async #save(through: bigint, progress: Backfill): Promise<void> {
    const { done, total, isDone } = progress;
    const values = [0, this.#version + 1, through, done, total, isDone ? 1 : 0];
    const table = qualifier(this.#schema)(this.#schema.tables.progress);
    await this.#engine.command(
      `INSERT INTO ${table} (Id, Version, Through, Done, Total, IsDone) VALUES (${values.join(', ')})`,
    );
    this.#version += 1;
    this.#through = through;
    this.#progress = progress;
  }
}

interface Day {
  readonly spans: number;
  /** Nanoseconds since 1970, of its first and last span. */
  readonly first: bigint;
  readonly last: bigint;
}

/** Yields where each slice starts, the newest first: within a day, so that the engine reads no other partition. */
function* sliceStarts(days: readonly Day[], spansPerSlice: number): Generator<bigint> {
  for (const { spans, first, last } of days) {
    const slices = BigInt(Math.ceil(spans / spansPerSlice));
    const width = (last + 1n - first) / slices + 1n;
    for (let start = last + 1n - width; start > first; start -= width) yield start;
    yield first;
  }
}

const timestampSql = (nanoseconds: bigint): string => `fromUnixTimestamp64Nano(toInt64(${nanoseconds}))`;
