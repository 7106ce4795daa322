/** Foreign text on a terminal: names, attributes and errors must not move its cursor, nor show in another order. */

// C0 except tab and newline, C1 (U+009B begins sequences, as ESC does), separators of lines, and direction marks
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Returns the text with a question mark for each character that controls a terminal. */
export const printable = (text: string): string => text.replaceAll(UNPRINTABLE, '?');

/** Returns the text as {@link printable} does, on one line. */
export const printableLine = (text: string): string => printable(text).replaceAll(/[\t\n]/g, '?');

/** Returns JSON with all characters escaped that control a terminal: its values stay the same. */
export const escapeUnprintable = (json: string): string =>
  json.replaceAll(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Returns JSON for people and programs. */
export const printableJson = (value: unknown): string => escapeUnprintable(JSON.stringify(value, null, 2));
