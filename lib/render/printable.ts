/** Text of others, for a terminal. */

/** The text in one line, without what a terminal would take for a command. */
export function printable(text: unknown): string {
  return String(text).replace(/\p{C}/gu, '�');
}
