/** Names in place of names: a word with a number, the same for the same name. */
import { textKey } from '../../store/text-key.js';

export class NumberedNames {
  readonly #word: string;
  readonly #names = new Map<string, string>();

  constructor(word: string) {
    this.#word = word;
  }

  /** Returns the name for a name that had one before. */
  get(name: string): string | undefined {
    return this.#names.get(textKey(name));
  }

  /** Returns the name for a name; none for none. */
  of(name: string): string {
    if (name === '') return '';
    const key = textKey(name);
    const known = this.#names.get(key) ?? `${this.#word}-${this.#names.size + 1}`;
    this.#names.set(key, known);
    return known;
  }
}
