/**
 * Files from which the engine in this process reads blocks: what chDB takes from memory is text, which costs it half as
 * much again.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// in the name of a file, the engine takes these for a pattern, and has no way to say that they are none
const PATTERN = /[*?{}]/;

export class Spool {
  readonly #folder: string;
  #count = 0;

  /**
   * In a data folder that this process alone has open, where what an earlier one left behind goes; or among temporary
   * files, where its name is a pattern.
   */
  constructor(data: string) {
    const usual = resolve(data, 'spanlink_incoming');
    this.#folder = PATTERN.test(usual) ? mkdtempSync(join(tmpdir(), 'spanlink-incoming-')) : usual;
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Takes the folder away. */
  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Has `use` read a file with these bytes. */
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
