/**
 * Puts spans that were there before the index into it: newest first, a slice of time at once, and on from the last
 * whole slice after a stop.
 */
import type { Engine } from './engine.js';
import { selectIndex } from './index-table.js';
import { nameIn } from './schema.js';
import type { Layout } from './schema.js';

/** How many of the spans that were there are in the index. */
export interface Backfill {
  readonly isDone: boolean;
  readonly done: number;
  readonly total: number;
}

/** A row of the progress table. Everything from `Through` (nanoseconds) on is in the index. */
interface Progress {
  readonly Through: string;
  readonly Done: number;
  readonly Total: number;
  readonly IsDone: number;
}

// closing waits for the slice that is under way
const SLICE = 100_000;

/**
 * A back-fill of one store. Rows that the view has put into the index too are the same rows there: their keys are the
 * same.
 */
export class Backfiller {
  readonly #engine: Engine;
  readonly #layout: Layout;
  readonly #slice: number;
  #progress: Backfill = { isDone: false, done: 0, total: 0 };
  #through = 0n;
  #version = 0;
  #isStopped = false;

  constructor(engine: Engine, layout: Layout, slice: number = SLICE) {
    this.#engine = engine;
    this.#layout = layout;
    this.#slice = slice;
  }

  progress(): Backfill {
    return this.#progress;
  }

  /** Ends `run` after the slice that it is at. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Reads how far an earlier process came, or how much there is to do. */
  async prepare(): Promise<void> {
    const name = nameIn(this.#layout);
    const { tables } = this.#layout;
    const [known] = await this.#engine.query<Progress & { Version: number }>(
      `SELECT toString(Through) AS Through, Done, Total, IsDone, Version FROM ${name(tables.progress)} ORDER BY Version DESC LIMIT 1`,
    );
    if (known) {
      this.#through = BigInt(known.Through);
      this.#version = known.Version;
      this.#progress = { isDone: known.IsDone === 1, done: known.Done, total: known.Total };
      return;
    }
    const [there] = await this.#engine.query<{ total: number; end: string }>(
      `SELECT count() AS total, toString(toUnixTimestamp64Nano(max(Timestamp)) + 1) AS end FROM ${name(tables.traces)}`,
    );
    const total = there?.total ?? 0;
    await this.#save(BigInt(there?.end ?? 0), { isDone: total === 0, done: 0, total });
  }

  /** Fills in what is missing. Rejects where the engine does; a later run goes on from there. */
  async run(): Promise<void> {
    if (this.#progress.isDone) return;
    for (const from of slicesOf(await this.#days(), this.#slice)) {
      if (this.#isStopped) return;
      await this.#fill(from);
    }
    await this.#save(this.#through, { ...this.#progress, isDone: true });
  }

  /** Days with spans before `#through`, the newest first. What comes later is indexed by the view. */
  async #days(): Promise<Day[]> {
    const rows = await this.#engine.query<{ rows: number; first: string; last: string }>(
      `SELECT toDate(Timestamp) AS day, count() AS rows, toString(toUnixTimestamp64Nano(min(Timestamp))) AS first, toString(toUnixTimestamp64Nano(max(Timestamp))) AS last
FROM ${this.#traces} WHERE Timestamp < ${moment(this.#through)} GROUP BY day ORDER BY day DESC`,
    );
    return rows.map(({ rows: count, first, last }) => ({ rows: count, first: BigInt(first), last: BigInt(last) }));
  }

  /** Indexes the spans from `from` to `#through`. */
  async #fill(from: bigint): Promise<void> {
    const where = `Timestamp >= ${moment(from)} AND Timestamp < ${moment(this.#through)}`;
    await this.#engine.command(
      `INSERT INTO ${nameIn(this.#layout)(this.#layout.tables.index)} ${selectIndex(this.#traces, where)}`,
    );
    const [slice] = await this.#engine.query<{ rows: number }>(
      `SELECT count() AS rows FROM ${this.#traces} WHERE ${where}`,
    );
    const { done, total } = this.#progress;
    await this.#save(from, { isDone: false, done: Math.min(done + (slice?.rows ?? 0), total), total });
  }

  get #traces(): string {
    return nameIn(this.#layout)(this.#layout.tables.traces);
  }

  async #save(through: bigint, progress: Backfill): Promise<void> {
    const { done, total, isDone } = progress;
    const row = [0, this.#version + 1, through, done, total, isDone ? 1 : 0];
    await this.#engine.command(
      `INSERT INTO ${nameIn(this.#layout)(this.#layout.tables.progress)} (Id, Version, Through, Done, Total, IsDone) VALUES (${row.join(', ')})`,
    );
    this.#version += 1;
    this.#through = through;
    this.#progress = progress;
  }
}

interface Day {
  readonly rows: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** Where each slice begins, the newest first: of one day, so that the engine reads no other, and about `size` spans. */
function* slicesOf(days: readonly Day[], size: number): Generator<bigint> {
  for (const { rows, first, last } of days) {
    const pieces = BigInt(Math.ceil(rows / size));
    const width = (last + 1n - first) / pieces + 1n;
    for (let from = last + 1n - width; from > first; from -= width) yield from;
    yield first;
  }
}

const moment = (nanoseconds: bigint): string => `fromUnixTimestamp64Nano(toInt64(${nanoseconds}))`;
