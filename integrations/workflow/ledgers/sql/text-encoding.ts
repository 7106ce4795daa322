/** Encodes text of any content for columns that cannot hold NUL or lone surrogates. */

const UNSAFE = /[\0\\]|\p{Surrogate}/gu;
const ESCAPED = /\\u([0-9a-f]{4})/g;

/** Returns the text as it is stored: those characters and the backslash become `\u` and four hexadecimal digits. */
export function encodeText(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Returns the text that was encoded. */
export function decodeText(stored: string): string {
  // most texts have no backslash, and a search is cheaper than a regular expression
  return stored.includes('\\')
    ? stored.replace(ESCAPED, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
    : stored;
}
