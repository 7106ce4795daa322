/** The tokens that a text takes of a model's context, as far as they can be told without the model. */

const PIECES = /[A-Za-z]+|[0-9]+|\n| +|[^A-Za-z0-9\n ]/gu;

/** Returns how many tokens a text takes at most, in the tokenizers of today's models. */
export function countTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(PIECES)) tokens += tokensOf(piece);
  return tokens;
}

function tokensOf(piece: string): number {
  if (/^[A-Za-z0-9]/.test(piece)) return Math.ceil(piece.length / 2);
  // what a tokenizer has no word for, it takes byte by byte
  return /^ /.test(piece) ? 1 : Buffer.byteLength(piece);
}

/** Takes texts as long as they fit. */
export class TokenBudget {
  #left: number;

  constructor(tokens: number) {
    this.#left = tokens;
  }

  /** Returns true if a text fits, and takes it. */
  take(text: string): boolean {
    const tokens = countTokens(text) + 1;
    if (tokens > this.#left) return false;
    this.#left -= tokens;
    return true;
  }

  /** Takes lines up to the first that does not fit. */
  takeLines(lines: readonly string[]): string[] {
    const end = lines.findIndex((line) => !this.take(line));
    return end < 0 ? [...lines] : lines.slice(0, end);
  }
}
