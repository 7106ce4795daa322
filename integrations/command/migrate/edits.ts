/** Changes of a text, by the places in the text before. */

/** Replaces what stands from `start` to `end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Returns the text, or a part of it, with the edits in it.
 *
 * @param edits Edits that do not overlap, in any order; those outside of the part are left out.
 */
export function applyEdits(text: string, edits: readonly Edit[], start: number = 0, end: number = text.length): string {
  let result = '';
  let at = start;
  for (const edit of inOrder(edits)) {
    if (edit.start < start || edit.end > end) continue;
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at, end);
}

/** Returns the edits from the first place to the last. */
export function inOrder(edits: readonly Edit[]): readonly Edit[] {
  return [...edits].sort((one, other) => one.start - other.start || one.end - other.end);
}
