/** A value of a YAML file, read as what it should be: anything else is an error with its place. */
import { isScalar } from 'yaml';
import type { Node, Pair } from 'yaml';
import { formatDuration, parseDuration } from './go-duration.js';
import { suggest } from './nearest-word.js';
import { YamlNode } from './yaml-node.js';
import { parseSource } from './yaml-source.js';
import type { FileError } from './yaml-source.js';

/**
 * Parses the text of a file.
 *
 * @throws a `FileError` if it is no YAML, or too much
 */
export function parseYaml(text: string, file: string): YamlValue {
  const source = parseSource(text, file);
  return new YamlValue(source, source.document.contents, 0, 'the file', 0);
}

export class YamlValue extends YamlNode {
  /** Returns the fields of a map, in their order; none if it is empty. */
  entries(): YamlField[] {
    const fields = new Map<string, YamlField>();
    if (this.isEmpty) return [];
    for (const pair of this.map('a map of names and values').items) this.#addField(fields, pair);
    return [...fields.values()];
  }

  /**
   * Returns the fields of a map by name.
   *
   * @throws a {@link FileError} if there is another one, with the nearest of the names
   */
  fields(names: readonly string[]): ReadonlyMap<string, YamlValue> {
    const fields = this.entries();
    for (const field of fields) {
      if (!names.includes(field.name)) throw field.unknown(names, this.what);
    }
    return new Map(fields.map(({ name, value }) => [name, value]));
  }

  /** Returns the items of a list. */
  list(): YamlValue[] {
    return this.sequence().items.map((item, index) => this.#child(item as Node, `${this.what}[${index}]`));
  }

  /** Returns the items of a list that has some. */
  filledList(): YamlValue[] {
    const items = this.list();
    if (items.length === 0) throw this.error(`${this.what} is empty, and must have at least one item.`);
    return items;
  }

  /** Returns a text. In the Collector's files `$$` stands for a dollar sign, and `${…}` for a variable. */
  text(): string {
    const { value } = this.scalar('a text');
    if (typeof value !== 'string')
      throw this.error(
        `${this.what} must be a text, and is ${this.description}: write it in quotes if it is meant as a text.`,
      );
    if (/(?:^|[^$])(?:\$\$)*\$\{/.test(value))
      throw this.error(`${this.what} has a variable in it, \${…}, which is not replaced here: write its value.`);
    return value.replaceAll('$$', '$');
  }

  /** Returns a text that is not empty. */
  filledText(): string {
    const text = this.text();
    if (text === '') throw this.error(`${this.what} is empty.`);
    return text;
  }

  boolean(): boolean {
    const { value } = this.scalar('true or false');
    if (typeof value !== 'boolean') throw this.expected('true or false');
    return value;
  }

  /** Returns a whole number of 64 bits. */
  int64(): bigint {
    const scalar = this.scalar('a whole number');
    // as Go writes them, with underscores between digits
    const digits = scalar.source?.replaceAll('_', '') ?? '';
    const number = scalar.type === 'PLAIN' && /^[-+]?\d+$/.test(digits) ? BigInt(digits.replace('+', '')) : undefined;
    if (number === undefined || BigInt.asIntN(64, number) !== number) throw this.expected('a whole number');
    return number;
  }

  /** Returns a whole number within bounds. */
  integer(min: number, max: number = Number.MAX_SAFE_INTEGER): number {
    const number = Number(this.int64());
    if (number < min || number > max)
      throw this.expected(max === Number.MAX_SAFE_INTEGER ? `at least ${min}` : `from ${min} to ${max}`);
    return number;
  }

  /** Returns a number of at least 0. */
  amount(): number {
    const { value } = this.scalar('a number');
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw this.expected('a number, 0 or more');
    return value;
  }

  /** Returns the milliseconds of a duration. */
  duration(min: number, max: number): number {
    const { value } = this.scalar('a duration');
    const duration = typeof value === 'string' ? parseDuration(value) : value === 0 ? 0 : undefined;
    if (duration === undefined)
      throw this.expected('a duration such as 30s, 10m or 24h (in h, m, s or ms: a day is 24h)');
    if (duration < min || duration > max) throw this.expected(`from ${formatDuration(min)} to ${formatDuration(max)}`);
    return duration;
  }

  /** Returns one of some words. */
  word<T extends string>(words: readonly T[]): T {
    const text = this.text();
    const word = words.find((known) => known === text);
    if (word === undefined) throw this.error(`${this.what} must not be "${text}". ${suggest(text, words)}`);
    return word;
  }

  #child(node: Node | null, what: string, offset: number = this.offset): YamlValue {
    return new YamlValue(this.source, node, offset, what, this.depth + 1);
  }

  #addField(fields: Map<string, YamlField>, { key, value }: Pair): void {
    const offset = (key as Node).range?.[0] ?? this.offset;
    if (!isScalar(key)) throw this.source.error(offset, `${this.what} has a name in it that is no text.`);
    if (key.source === '<<') return this.#addMerged(fields, this.#child(value as Node | null, '<<', offset));
    const name = String(key.value);
    const at = (reason: string): FileError => this.source.error(offset, reason);
    fields.delete(name);
    fields.set(name, new YamlField(name, this.#child(value as Node | null, name, offset), at));
  }

  /** Adds the fields of merged maps, which those of the map itself replace. */
  #addMerged(fields: Map<string, YamlField>, merged: YamlValue): void {
    for (const map of merged.isList ? merged.list() : [merged]) {
      map.map('a map, or a list of maps');
      for (const field of map.entries()) if (!fields.has(field.name)) fields.set(field.name, field);
    }
  }
}

/** A name in a map, and its value. */
export class YamlField {
  readonly name: string;
  readonly value: YamlValue;
  /** Returns an error at the name. */
  readonly error: (reason: string) => FileError;

  constructor(name: string, value: YamlValue, error: (reason: string) => FileError) {
    this.name = name;
    this.value = value;
    this.error = error;
  }

  /** Returns the error for a name that is none of those known. */
  unknown(names: readonly string[], owner: string): FileError {
    return this.error(`"${this.name.slice(0, 80)}" is no field of ${owner}. ${suggest(this.name, names)}`);
  }
}
