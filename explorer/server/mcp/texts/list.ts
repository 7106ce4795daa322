/** Lists: a line for each of their items, as many as fit. */
import { listNotes } from './notes.js';
import type { TokenBudget } from './token-budget.js';

/**
 * Returns the lines that fit, and how many do not.
 *
 * @param title stands before them
 * @param nothing the line of an empty list
 */
export function list(lines: readonly string[], budget: TokenBudget, nothing: string, title: string = ''): string[] {
  const head = title === '' ? [] : budget.takeLines([title]);
  if (lines.length === 0) return [...head, nothing];
  const shown = budget.takeLines(lines);
  return [...head, ...shown, ...listNotes(shown.length, lines.length)];
}
