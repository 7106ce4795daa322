/** Parses JSON without changing its numbers: JavaScript's have 53 bits, OTLP's 64, and JSON's any length. */
import { randomUUID } from 'node:crypto';
import { ExportError } from './export-error.js';

/** A number that might not be exact in JavaScript, as it was written. */
export class NumberLiteral {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

// begins the strings that literals are replaced with; no client knows it
const MARK = randomUUID();
// up to 15 digits are exact
const MIGHT_BE_INEXACT = /[:[,]\s*-?(?:\d[\d.]{15}|[\d.]+[eE])/;
const IS_EXACT = /^-?\d(?:\.?\d){0,14}$/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const COLON = /\s*:/y;
const MAX_LENGTH = 1000;

/** Parses JSON, with a {@link NumberLiteral} in the place of long numbers. Throws as `JSON.parse` does. */
export function parseExactly(text: string): unknown {
  // nearly no client writes such numbers: those of 64 bits are strings in OTLP
  if (!MIGHT_BE_INEXACT.test(text)) return JSON.parse(text);
  return JSON.parse(markLiterals(text), (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) ? new NumberLiteral(value.slice(MARK.length)) : value,
  );
}

function markLiterals(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  for (let position = 0; position < text.length; position += 1) {
    const character = text[position] ?? '';
    if (character === '"') {
      position = endOfString(text, position);
    } else if (character === '-' || isDigit(character)) {
      const end = endOfNumber(text, position);
      const number = text.slice(position, end);
      // what is no number at all is left for JSON.parse to report
      if (!IS_EXACT.test(number) && NUMBER.test(number) && !isKey(text, end)) {
        parts.push(text.slice(copied, position), `"${MARK}${number}"`);
        copied = end;
      }
      position = end - 1;
    }
  }
  return parts.join('') + text.slice(copied);
}

/** Returns true in front of a colon: in quotes, a number would be the key that it is not. */
function isKey(text: string, end: number): boolean {
  COLON.lastIndex = end;
  return COLON.test(text);
}

const isDigit = (character: string): boolean => character >= '0' && character <= '9';

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && '0123456789.eE+-'.includes(text[end] ?? '')) end += 1;
  if (end - start > MAX_LENGTH)
    throw new ExportError(
      'invalidArgument',
      `The body has a number of ${end - start} digits, more than ${MAX_LENGTH}.`,
    );
  return end;
}

/** Returns the position of the quote that ends a string, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text[before - 1] === '\\') before -= 1;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}
