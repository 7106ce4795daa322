/**
 * Puts the rows of requests that wait at the same time into one insert: many small requests are then as fast as few
 * large ones.
 */

/** Writes blocks of rows; resolves once they are on disk. */
export type Append = (blocks: Uint8Array) => Promise<void>;

interface Waiting {
  readonly rows: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

// after a small insert, time for more requests to come: each insert is a part, and parts are merged for as much work as
// inserting takes
const PAUSE = 20;
const SMALL = 4 * 1024 * 1024;

export class Committer {
  readonly #append: Append;
  readonly #most: number;
  #queue: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(append: Append, most: number) {
    this.#append = append;
    this.#most = most;
  }

  /** Resolves once the rows are on disk; rejects with the engine's error. */
  commit(rows: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ rows, resolve, reject });
      this.#running ??= this.#run().finally(() => (this.#running = undefined));
    });
  }

  /** Waits for what was given to `commit`. */
  async drain(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#next();
      const bytes = sizeOf(group);
      await this.#write(group);
      if (bytes < SMALL) await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  #next(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { rows } of this.#queue) {
      bytes += rows.length;
      if (count > 0 && bytes > this.#most) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#append(group.length === 1 && group[0] ? group[0].rows : Buffer.concat(group.map(({ rows }) => rows)));
      for (const { resolve } of group) resolve();
    } catch (error) {
      // what one request has in it must not be the fault of the others; but a server that is gone is gone for each
      if (group.length > 1 && isOfEngine(error)) for (const each of group) await this.#write([each]);
      else for (const { reject } of group) reject(error);
    }
  }
}

const sizeOf = (group: readonly Waiting[]): number => group.reduce((bytes, { rows }) => bytes + rows.length, 0);

/** Whether the engine itself said no: over HTTP its errors have a type, in this process they are in its words. */
const isOfEngine = (error: unknown): boolean =>
  error instanceof Error && ('type' in error || error.message.includes('DB::Exception'));
