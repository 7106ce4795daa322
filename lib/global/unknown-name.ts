/** The warnings of names that are not there. Loaded when one of them is told. */
import { warnOnce } from './report.js';

const NAME_LENGTH = 100;

/** Warns of an option that nothing reads. */
export function warnOfOption(owner: string, name: string, names: readonly string[], site?: string): void {
  const found = name.slice(0, NAME_LENGTH);
  const message = `is no option, and was left out; ${suggest(found, names)}there are ${names.join(', ')}`;
  warnOnce(site ?? `${owner}: '${found}'`, message, undefined, 'SPANLINK_OPTION');
}

/**
 * Warns of a name that was given as the value of an option, and that nothing has.
 *
 * @param owner The option, such as `@Traced of Orders: exclude`.
 * @param kind What it is not, such as `no method of the class`.
 * @param names The names that there are.
 */
export function warnOfValue(owner: string, name: string, kind: string, names: readonly string[]): void {
  const found = name.slice(0, NAME_LENGTH);
  const message = `names '${found}', which is ${kind}; ${suggest(found, names)}`.replace(/; $/, '').trimEnd();
  warnOnce(owner, message, undefined, 'SPANLINK_OPTION');
}

/** Returns the question whether another name was meant, and a space behind it; '' where none is near. */
function suggest(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  return nearest === undefined ? '' : `did you mean '${nearest}'? `;
}

/** Returns the name that was most likely meant. */
function nearestName(name: string, names: readonly string[]): string | undefined {
  const given = name.toLowerCase();
  let nearest: string | undefined;
  // a third of the letters may be wrong
  let least = Math.max(2, Math.floor(given.length / 3)) + 1;
  for (const each of names) {
    const other = each.toLowerCase();
    const isPart = given.length > 2 && (other.startsWith(given) || given.startsWith(other));
    const letters = distanceOf(given, other);
    const distance = isPart ? Math.min(letters, 1 + letters / NAME_LENGTH) : letters;
    if (distance < least) [nearest, least] = [each, distance];
  }
  return nearest;
}

/** Levenshtein's distance: the letters to insert, delete or replace. */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 1; at <= one.length; at++) {
    const above = row;
    row = [at];
    for (let to = 1; to <= other.length; to++) {
      const replaced = (above[to - 1] as number) + (one[at - 1] === other[to - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[to] as number) + 1, (row[to - 1] as number) + 1));
    }
  }
  return row.at(-1) as number;
}
