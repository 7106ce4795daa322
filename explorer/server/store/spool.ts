/**
 * Files that pass blocks to the engine in this process: from memory chDB reads only text, at 1.5 times the cost. A
 * journal names those that belong together, so that the next process finishes what this one did not.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Insert } from './engine.js';

/** An insert whose blocks are in a file of this name. */
export interface SpooledInsert extends Omit<Insert, 'blocks'> {
  readonly file: string;
}

/** Does an insert from the file at a path. */
type Use = (insert: SpooledInsert, path: string) => Promise<void>;

// the engine takes a file name with these for a glob pattern, and they cannot be escaped
const GLOB = /[*?{}]/;
// the files that an engine which refuses everything leaves behind
const MAX_LEFT = 16;

export class Spool {
  readonly #folder: string;
  /** A folder with a link to that one, if the engine would take its name for a pattern. */
  readonly #alias: string | undefined;
  readonly #prefix = Date.now().toString(36);
  #count = 0;
  #left = 0;

  /** Creates the folder in a data folder that this process alone has open. */
  constructor(data: string) {
    this.#folder = resolve(data, 'spanlink_incoming');
    mkdirSync(this.#folder, { recursive: true });
    if (!GLOB.test(this.#folder)) return;
    this.#alias = mkdtempSync(join(tmpdir(), 'spanlink-incoming-'));
    symlinkSync(this.#folder, join(this.#alias, 'incoming'));
  }

  /** Deletes the folder, unless inserts are left to the next process. */
  close(): void {
    if (existsSync(this.#folder) && this.#journals().length === 0)
      rmSync(this.#folder, { recursive: true, force: true });
    if (this.#alias !== undefined) rmSync(this.#alias, { recursive: true, force: true });
  }

  /**
   * Does inserts that belong together at once. If the first is refused, so are the others; if only others are, they are
   * left to the next process.
   */
  async insert(inserts: readonly Insert[], use: Use): Promise<void> {
    const name = `${this.#prefix}-${(this.#count += 1)}`;
    const journal = join(this.#folder, `${name}.json`);
    const spooled = inserts.map(({ table, columns }, index) => ({ table, columns, file: `${name}.${index}.native` }));
    let isFirstDone = false;
    try {
      await Promise.all(
        inserts.map(({ blocks }, index) => writeFile(join(this.#folder, `${name}.${index}.native`), blocks)),
      );
      await writeFile(journal, JSON.stringify(spooled));
      const [first, ...others] = await Promise.allSettled(spooled.map((insert) => this.#use(insert, use)));
      isFirstDone = first?.status === 'fulfilled';
      for (const result of [first, ...others]) if (result?.status === 'rejected') throw result.reason;
      await this.#drop(journal, spooled);
    } catch (error) {
      if (isFirstDone && this.#left < MAX_LEFT) this.#left += 1;
      else await this.#drop(journal, spooled);
      throw error;
    }
  }

  /** Does the inserts that earlier processes left, in their order. */
  async recover(use: Use, onError: (error: unknown) => void): Promise<void> {
    for (const journal of this.#journals()) {
      const spooled = readJournal(journal);
      await Promise.all(spooled.map((insert) => this.#use(insert, use))).catch(onError);
      await this.#drop(journal, spooled);
    }
    // those of a process that ended before it wrote their journal
    for (const file of readdirSync(this.#folder)) await rm(join(this.#folder, file), { force: true });
  }

  async #use(insert: SpooledInsert, use: Use): Promise<void> {
    const path = join(this.#folder, insert.file);
    if (!existsSync(path)) return;
    await use(insert, this.#alias === undefined ? path : join(this.#alias, 'incoming', insert.file));
    await rm(path, { force: true });
  }

  async #drop(journal: string, spooled: readonly SpooledInsert[]): Promise<void> {
    for (const file of [journal, ...spooled.map((insert) => join(this.#folder, insert.file))])
      await rm(file, { force: true });
  }

  #journals(): string[] {
    return readdirSync(this.#folder)
      .filter((file) => file.endsWith('.json'))
      .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
      .map((file) => join(this.#folder, file));
  }
}

/** Reads a journal; an empty one if it is torn: then its inserts had not begun. */
function readJournal(path: string): readonly SpooledInsert[] {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as readonly SpooledInsert[];
  } catch {
    return [];
  }
}
