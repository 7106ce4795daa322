/** Names in place of names: a word with a number, the same for the same name. */
import { createHash } from 'node:crypto';

/** The characters from which on a name is known by its digest. */
const LONG = 1024;

export class NumberedNames {
  readonly #word: string;
  readonly #names = new Map<string, string>();

  constructor(word: string) {
    this.#word = word;
  }

  /** Returns the name for a name that had one before. */
  get(name: string): string | undefined {
    return this.#names.get(keyOf(name));
  }

  /** Returns the name for a name; none for none. */
  of(name: string): string {
    if (name === '') return '';
    const key = keyOf(name);
    const known = this.#names.get(key) ?? `${this.#word}-${this.#names.size + 1}`;
    this.#names.set(key, known);
    return known;
  }
}

// the runtime hashes long strings by their length alone: a map of many names would compare each with all others
const keyOf = (name: string): string =>
  name.length < LONG ? name : createHash('sha256').update(name).digest('base64').padEnd(LONG);
