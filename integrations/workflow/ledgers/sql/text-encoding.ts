/** Texts of any content, in columns that cannot hold NUL, nor half a surrogate pair. */

const UNSAFE = /[\0\\]|\p{Surrogate}/gu;
const ESCAPED = /\\u([0-9a-f]{4})/g;

/** The text as it is stored: such characters, and the backslash, as `\u` and four digits. */
export function encodeText(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The text that was stored. */
export function decodeText(stored: string): string {
  // most have none, and a look is cheaper than an expression
  return stored.includes('\\')
    ? stored.replace(ESCAPED, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
    : stored;
}
