/** Formats answers as tables, for people. */
import type { QuestionName } from '../../api/questions.js';
import type { Answers } from '../../api/answers-by-question.js';
import { printableLine } from './printable.js';
import { tableNotes } from './table-notes.js';
import { ROWS } from './table-rows.js';
import type { Cell } from './table-rows.js';
import { cutText, fitText, textWidth } from './text-width.js';

const MAX_COLUMNS = 80;

/** Returns the lines of a table with a header of column names, and what it leaves out. */
export function formatTable<N extends QuestionName>(name: N, answer: Answers[N]): string {
  const rows = ROWS[name](answer);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const notes = tableNotes(name, answer).map((note) => `${printableLine(note)}\n`);
  if (columns.length === 0) return ['Nothing was found.\n', ...notes].join('');
  const text = (cell: Cell): string => cutText(printableLine(String(cell ?? '')), MAX_COLUMNS);
  const lines = [columns, ...rows.map((row) => columns.map((column) => text(row[column])))];
  const widths = columns.map((_, index) =>
    lines.reduce((widest, line) => Math.max(widest, textWidth(line[index] ?? '')), 0),
  );
  const table = lines.map(
    (line) =>
      `${line
        .map((cell, index) => fitText(cell, widths[index] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
  );
  return [...table, ...(notes.length > 0 ? ['\n', ...notes] : [])].join('');
}
