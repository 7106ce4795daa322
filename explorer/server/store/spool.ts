/** Files that pass blocks to the engine in this process: from memory chDB reads only text, at 1.5 times the cost. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// the engine takes a file name with these for a glob pattern, and they cannot be escaped
const GLOB = /[*?{}]/;

export class Spool {
  readonly #folder: string;
  #count = 0;

  /**
   * Creates the folder in a data folder that this process alone has open, and deletes the files of earlier processes;
   * among the temporary files if the data folder's name would be taken for a pattern.
   */
  constructor(data: string) {
    const preferred = resolve(data, 'spanlink_incoming');
    this.#folder = GLOB.test(preferred) ? mkdtempSync(join(tmpdir(), 'spanlink-incoming-')) : preferred;
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Deletes the folder. */
  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Passes the path of a file with these bytes to `use`, and deletes it afterwards. */
  async with(bytes: Uint8Array, use: (path: string) => Promise<void>): Promise<void> {
    this.#count += 1;
    const path = join(this.#folder, `${this.#count}.native`);
    try {
      await writeFile(path, bytes);
      await use(path);
    } finally {
      await rm(path, { force: true });
    }
  }
}
