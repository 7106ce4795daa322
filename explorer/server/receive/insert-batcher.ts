/**
 * Batches the rows of requests that wait at the same time into one insert: many small requests are then as fast as a
 * few large ones.
 */

/** Blocks of rows, by what they are of. */
export type Blocks<R> = { readonly [K in keyof R]: Uint8Array | undefined };

/** Writes blocks of rows; resolves once they are on disk. */
export type Append<R> = (rows: R) => Promise<void>;

interface PendingInsert<R> {
  readonly rows: R;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

// after a small insert, a pause lets more requests arrive: each insert creates a part, and merging parts takes as much
// work as inserting
const PAUSE_MS = 20;
const SMALL_INSERT = 4 * 1024 * 1024;

export class InsertBatcher<R extends Blocks<R>> {
  readonly #append: Append<R>;
  readonly #maxBytes: number;
  #queue: PendingInsert<R>[] = [];
  #running: Promise<void> | undefined;

  /** @param maxBytes the size of an insert; only a single request may exceed it */
  constructor(append: Append<R>, maxBytes: number) {
    this.#append = append;
    this.#maxBytes = maxBytes;
  }

  /** Resolves once the rows are on disk; rejects with the engine's error. */
  insert(rows: R): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ rows, resolve, reject });
      this.#running ??= this.#run().finally(() => (this.#running = undefined));
    });
  }

  /** Waits for every pending `insert`. */
  async drain(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#nextBatch();
      const bytes = batch.reduce((sum, { rows }) => sum + sizeOf(rows), 0);
      await this.#write(batch);
      if (bytes < SMALL_INSERT) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  #nextBatch(): PendingInsert<R>[] {
    let bytes = 0;
    let count = 0;
    for (const { rows } of this.#queue) {
      bytes += sizeOf(rows);
      if (count > 0 && bytes > this.#maxBytes) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  async #write(batch: readonly PendingInsert<R>[]): Promise<void> {
    try {
      await this.#append(concatenate(batch.map(({ rows }) => rows)));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      // bad rows of one request must not fail the others; but a server that is gone is gone for all of them
      if (batch.length > 1 && isEngineError(error)) for (const pending of batch) await this.#write([pending]);
      else for (const { reject } of batch) reject(error);
    }
  }
}

/** Returns the bytes of rows. */
export const sizeOf = <R extends Blocks<R>>(rows: R): number =>
  Object.values<Uint8Array | undefined>(rows).reduce((sum, block) => sum + (block?.length ?? 0), 0);

/** Concatenates the blocks of each kind. */
function concatenate<R extends Blocks<R>>(all: readonly R[]): R {
  const [first] = all;
  if (all.length === 1 && first) return first;
  const kinds = new Set(all.flatMap((rows) => Object.keys(rows) as (keyof R)[]));
  const blocks = Array.from(kinds, (kind) => [kind, Buffer.concat(all.flatMap((rows) => rows[kind] ?? []))]);
  // each kind that any of them has
  return Object.fromEntries(blocks) as R;
}

/** Recognises an error of the engine itself: over HTTP it has a type, in this process only its message tells. */
const isEngineError = (error: unknown): boolean =>
  error instanceof Error && ('type' in error || error.message.includes('DB::Exception'));
