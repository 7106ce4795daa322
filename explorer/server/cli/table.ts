/** Formats answers as tables, for people. */
import type { QuestionName } from '../../api/questions.js';
import type { Answers } from '../../api/answers-by-question.js';
import { LINK_ROWS } from './link-rows.js';
import { printableLine } from './printable.js';
import { tableNotes } from './table-notes.js';
import { ROWS } from './table-rows.js';
import type { Cell, Row } from './table-rows.js';
import { cutText, fitText, textWidth } from './text-width.js';

const MAX_COLUMNS = 80;

/** Returns a table with a header of column names, one of its links if there are some, and what they leave out. */
export function formatTable<N extends QuestionName>(name: N, answer: Answers[N]): string {
  const rows = ROWS[name](answer);
  const notes = tableNotes(name, answer).map((note) => `${printableLine(note)}\n`);
  if (rows.length === 0) return ['Nothing was found.\n', ...notes].join('');
  const parts = [formatRows(rows), formatRows(LINK_ROWS[name]?.(answer) ?? []), notes.join('')];
  return parts.filter((part) => part !== '').join('\n');
}

function formatRows(rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
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
  return table.join('');
}
