/** Keeps room on the disk of a data folder: the oldest traces that are not kept are deleted before their time. */
import { statfs } from 'node:fs/promises';
import type { KeepTables } from '../store/keep-tables.js';
import { deleteOldest } from './held/delete-oldest.js';
import { saveDeleted } from './held/kept-traces.js';

export interface DiskRoomOptions {
  /** The data folder. */
  readonly data: string;
  /** The bytes that stay free; by default {@link DEFAULT_FREE}, or less on a small disk. */
  readonly minFree?: number;
  /** Called with a sentence when the disk is nearly full, and when it has room again. */
  readonly onNotice: (notice: string) => void;
}

const MEBIBYTE = 1024 ** 2;
const DEFAULT_FREE = 1024 * MEBIBYTE;
/** The share of a disk that stays free at most, by default. */
const DEFAULT_SHARE = 0.05;
/** Deciding waits so long for it at most, but for the part that is being deleted. */
const TURN_MS = 500;

export class DiskRoom {
  readonly #options: DiskRoomOptions;
  readonly #keptParts = new Set<string>();
  #isNearlyFull = false;
  /** The spans that were deleted since the start. */
  deletedSpans = 0;

  constructor(options: DiskRoomOptions) {
    this.#options = options;
  }

  /** Deletes as much as is needed, if there is as much, for a while. Call it while nothing is being kept. */
  async make(tables: KeepTables, now: () => number): Promise<void> {
    const started = performance.now();
    let disk = await this.#read();
    if (disk.missing <= 0) return this.#say(false, disk.free);
    this.#say(true, disk.free);
    while (disk.missing > 0 && performance.now() - started < TURN_MS) {
      const deleted = await deleteOldest(tables, this.#keptParts, disk.free / 2, ({ through }) =>
        saveDeleted(tables, through, now()),
      );
      if (deleted === undefined) return;
      this.deletedSpans += deleted.spans;
      disk = await this.#read();
    }
  }

  async #read(): Promise<{ readonly free: number; readonly missing: number }> {
    const { data, minFree } = this.#options;
    const { blocks, bavail, bsize } = await statfs(data);
    const free = bavail * bsize;
    return { free, missing: (minFree ?? Math.min(DEFAULT_FREE, blocks * bsize * DEFAULT_SHARE)) - free };
  }

  #say(isNearlyFull: boolean, free: number): void {
    if (isNearlyFull === this.#isNearlyFull) return;
    this.#isNearlyFull = isNearlyFull;
    const left = `The disk of ${this.#options.data} has ${Math.floor(free / MEBIBYTE)} MiB left`;
    this.#options.onNotice(
      isNearlyFull
        ? `${left}: the oldest traces that are not kept are deleted before their time. ` +
            'Make room there, or hold traces for less time.'
        : `${left}: traces are held for their time again.`,
    );
  }
}
