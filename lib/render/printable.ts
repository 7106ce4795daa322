/** Makes untrusted text safe for a terminal. */

/** Returns the text in one line, with control characters replaced, which a terminal would obey. */
export function printable(text: unknown): string {
  return String(text).replace(/\p{C}/gu, '�');
}
