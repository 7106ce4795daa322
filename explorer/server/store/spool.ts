/** Files from which the engine in this process reads blocks: what chDB takes from memory is text, which costs it half as much again. */
import { mkdirSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export class Spool {
  readonly #folder: string;
  #count = 0;

  /** In a data folder that this process alone has open: what an earlier one left behind goes. */
  constructor(data: string) {
    this.#folder = resolve(data, 'spanlink_incoming');
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
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
