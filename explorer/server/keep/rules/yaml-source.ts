/** A YAML file, whose values know their place, so that a mistake in one can be shown. */
import { LineCounter, parseDocument } from 'yaml';
import type { Alias, Document, Node } from 'yaml';

/** A mistake in a file, with its place. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly line: number;
  readonly column: number;

  constructor(file: string, { line, col }: { readonly line: number; readonly col: number }, reason: string) {
    super(`${file}:${line}:${col}: ${reason}`);
    this.line = line;
    this.column = col;
  }
}

const MAX_LENGTH = 256 * 1024;
/** The values that may be read, aliases resolved: a few lines can stand for billions. */
const MAX_VALUES = 20_000;
const MAX_DEPTH = 32;

/** The file that values are of. */
export class YamlSource {
  readonly file: string;
  readonly document: Document;
  readonly #lines: LineCounter;
  readonly #targets = new Map<Alias, Node | undefined>();
  #values = 0;

  constructor(file: string, document: Document, lines: LineCounter) {
    this.file = file;
    this.document = document;
    this.#lines = lines;
  }

  /** Returns what an alias stands for; undefined if there is no such anchor before it. */
  resolve(alias: Alias): Node | undefined {
    // goes through the whole document each time
    if (!this.#targets.has(alias)) this.#targets.set(alias, alias.resolve(this.document));
    return this.#targets.get(alias);
  }

  error(offset: number, reason: string): FileError {
    return new FileError(this.file, this.#lines.linePos(offset), reason);
  }

  countValue(offset: number, depth: number): void {
    this.#values += 1;
    if (depth > MAX_DEPTH) throw this.error(offset, `this nests deeper than ${MAX_DEPTH} levels.`);
    if (this.#values > MAX_VALUES)
      throw this.error(
        offset,
        `the file has more than ${MAX_VALUES} values in it, those that aliases repeat included.`,
      );
  }
}

/**
 * Parses the text of a file.
 *
 * @throws a {@link FileError} if it is no YAML, or too much
 */
export function parseSource(text: string, file: string): YamlSource {
  const first = { line: 1, col: 1 };
  if (text.length > MAX_LENGTH) throw new FileError(file, first, `the file is longer than ${MAX_LENGTH} characters.`);
  const lines = new LineCounter();
  let document: Document;
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, logLevel: 'error' });
  } catch (error) {
    // the parser calls itself for each level
    throw new FileError(file, first, error instanceof RangeError ? 'the file nests too deep.' : String(error));
  }
  const source = new YamlSource(file, document, lines);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw source.error(problem.pos[0], `this is no YAML: ${problem.message}`);
  return source;
}
