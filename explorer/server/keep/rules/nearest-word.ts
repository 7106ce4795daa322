/** The nearest of the words that somebody may have meant. */

/** Returns the word that takes the fewest changes of a letter; undefined if none is near. */
export function nearestWord(word: string, words: readonly string[]): string | undefined {
  const wanted = normalize(word);
  const [best] = words
    .map((candidate) => ({ candidate, distance: editDistance(wanted, normalize(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(1, Math.floor(wanted.length / 3)) ? best.candidate : undefined;
}

/** Returns a sentence that asks for the nearest word, or lists all. */
export function suggest(word: string, words: readonly string[]): string {
  const nearest = nearestWord(word, words);
  return nearest === undefined ? `It may be ${words.join(', ')}.` : `Did you mean "${nearest}"?`;
}

// a longer one is near none
const MAX_LENGTH = 60;

/** `statusCode` and `status-code` are near `status_code`. */
const normalize = (word: string): string =>
  word
    .slice(0, MAX_LENGTH)
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[-.\s]/g, '_')
    .toLowerCase();

/** Counts the letters to insert, delete or replace, or neighbours to swap. */
function editDistance(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, (_, row) =>
    Array.from({ length: other.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= one.length; row += 1) {
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwap = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      (rows[row] ?? [])[column] = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (isSame ? 0 : 1),
        isSwap ? at(row - 2, column - 2) + 1 : Infinity,
      );
    }
  }
  return at(one.length, other.length);
}
