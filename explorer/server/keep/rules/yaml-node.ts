/** A node of a YAML file, and its place. */
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Node, YAMLMap, YAMLSeq } from 'yaml';
import type { FileError, YamlSource } from './yaml-source.js';

/** A node that is named in messages by what it is for. */
export class YamlNode {
  readonly what: string;
  protected readonly source: YamlSource;
  protected readonly offset: number;
  protected readonly depth: number;
  readonly #node: Node | null;

  /** @param offset where it stands, or would if it is missing */
  constructor(source: YamlSource, node: Node | null, offset: number, what: string, depth: number) {
    this.source = source;
    this.what = what;
    this.offset = node?.range?.[0] ?? offset;
    this.depth = depth;
    // where it is used, not where it was written, is the mistake
    this.#node = isAlias(node) ? (source.resolve(node) ?? null) : node;
    source.countValue(this.offset, depth);
    if (isAlias(node) && this.#node === null) throw this.error(`there is no anchor &${node.source} before this.`);
  }

  /** Returns an error at this place. */
  error(reason: string): FileError {
    return this.source.error(this.offset, reason);
  }

  /** Returns an error that names what should be here, and what is. */
  expected(expected: string): FileError {
    return this.error(`${this.what} must be ${expected}, and is ${this.description}.`);
  }

  get isEmpty(): boolean {
    return this.#node === null || (isScalar(this.#node) && this.#node.value === null);
  }

  get isList(): boolean {
    return isSeq(this.#node);
  }

  /** True if there is a number here. */
  get isNumber(): boolean {
    return isScalar(this.#node) && typeof this.#node.value === 'number';
  }

  /** Returns what is here, for a message. */
  get description(): string {
    if (this.isEmpty) return 'empty';
    if (isMap(this.#node)) return 'a map';
    if (isSeq(this.#node)) return 'a list';
    const { value } = this.scalar('a value');
    const text = JSON.stringify(typeof value === 'string' ? value.slice(0, MAX_SHOWN) : String(value));
    return typeof value === 'string' ? `the text ${text}` : text.slice(1, -1);
  }

  protected map(expected: string): YAMLMap {
    if (!isMap(this.#node)) throw this.expected(expected);
    return this.#node;
  }

  protected sequence(): YAMLSeq {
    if (!isSeq(this.#node)) throw this.expected('a list');
    return this.#node;
  }

  protected scalar(expected: string): { readonly value: unknown; readonly source?: string; readonly type?: string } {
    if (!isScalar(this.#node)) throw this.expected(expected);
    return this.#node;
  }
}

const MAX_SHOWN = 80;
