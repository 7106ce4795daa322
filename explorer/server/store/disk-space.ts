/** The room that the disk of a data folder has left. */
import { statfsSync } from 'node:fs';

const MEBIBYTE = 1024 ** 2;
/** What the tables of a new folder take, and their first spans, in bytes. */
const NEW_FOLDER = 16 * MEBIBYTE;

/** Throws if a disk has no room for a new folder: some of its tables would be torn for ever. */
export function checkSpace(data: string): void {
  const { bavail, bsize } = statfsSync(data);
  const free = bavail * bsize;
  if (free < NEW_FOLDER)
    throw new Error(
      `The data folder ${data} cannot be made: its disk has ${(free / MEBIBYTE).toFixed(1)} MiB left, and a new one ` +
        `takes ${NEW_FOLDER / MEBIBYTE} MiB. Make room there, or give another folder with --data.`,
    );
}
