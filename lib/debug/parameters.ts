/** Reads the parameters of a function out of its text. */

/** The parameters of a function. */
export interface Parameters {
  /** Their names; `undefined` for a pattern. */
  readonly names: readonly (string | undefined)[];
  /** It takes as many arguments as there are: by a rest parameter, or `arguments`. */
  readonly takesAll: boolean;
}

const TEXT_LIMIT = 100_000;
const OPENING = '([{';
const CLOSING = ')]}';

/** Returns the parameters of a function; `undefined` where its text does not tell. Never throws. */
export function parametersOf(callee: unknown): Parameters | undefined {
  try {
    const text = Function.prototype.toString.call(callee);
    if (text.length > TEXT_LIMIT || /^class\b/.test(text) || text.includes('[native code]')) return undefined;
    const alone = /^(?:async\s+)?([A-Za-z_$][\w$]*)\s*=>/.exec(text)?.[1];
    const list = alone === undefined ? listIn(text) : [alone];
    if (list === undefined) return undefined;
    const takesAll = list.some((each) => each.startsWith('...')) || /\barguments\b/.test(text);
    return { names: list.map((each) => /^[A-Za-z_$][\w$]*/.exec(each)?.[0]), takesAll };
  } catch {
    return undefined;
  }
}

/** Returns the texts of the parameters; `undefined` for a text that only a parser could read. */
function listIn(text: string): string[] | undefined {
  const start = startOf(text);
  if (start === undefined) return undefined;
  const list: string[] = [];
  let depth = 0;
  let current = '';
  for (let at = start + 1; at < text.length; at++) {
    const end = skip(text, at);
    if (end === undefined) return undefined;
    if (end > at) {
      at = end - 1;
      continue;
    }
    const letter = text[at] as string;
    if (depth === 0 && (letter === ',' || letter === ')')) {
      if (current.trim() !== '') list.push(current.trim());
      if (letter === ')') return list;
      current = '';
      continue;
    }
    if (OPENING.includes(letter)) depth++;
    if (CLOSING.includes(letter)) depth--;
    current += letter;
  }
  return undefined;
}

/** Returns the place of the first parenthesis outside of a computed name. */
function startOf(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const end = skip(text, at);
    if (end === undefined) return undefined;
    if (end > at) at = end - 1;
    else if (text[at] === '(' && depth === 0) return at;
    else if (OPENING.includes(text[at] as string)) depth++;
    else if (CLOSING.includes(text[at] as string)) depth--;
  }
  return undefined;
}

/** Returns the end of the comment or text that begins there, or the place itself; `undefined` for a pattern's slash. */
function skip(text: string, at: number): number | undefined {
  const letter = text[at] as string;
  if (letter === '/') {
    if (text[at + 1] === '*') return endOf(text, '*/', at + 2);
    return text[at + 1] === '/' ? endOf(text, '\n', at + 2) : undefined;
  }
  if (letter === '`') return undefined;
  if (letter !== '"' && letter !== "'") return at;
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\') end++;
    else if (text[end] === letter) return end + 1;
  }
  return undefined;
}

function endOf(text: string, mark: string, from: number): number | undefined {
  const end = text.indexOf(mark, from);
  return end === -1 ? undefined : end + mark.length;
}
