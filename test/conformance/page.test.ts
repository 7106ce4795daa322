/** The page that shows the matrix has what `npm run test:matrix` would run now, and no failure. */
import { CELLS } from './matrix/cells';
import { readPage, versionsLine, wrap } from './matrix/page';
import { columnsOf, typesColumnsOf } from './matrix/table';
import { TYPES_CELLS } from './matrix/types-cell';

const [checks = '', types = ''] = readPage().split('## Types');

/** Returns the rows of a table, without its head. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => line.slice(2, -2).split(' | '));

const withoutLast = (rows: readonly string[][], count: number): string[][] => rows.map((row) => row.slice(0, -count));

test('The page shows the cells that there are, and their versions', () => {
  expect(withoutLast(rowsOf(checks), 3)).toEqual(CELLS.map(columnsOf));
  expect(withoutLast(rowsOf(types), 1)).toEqual(TYPES_CELLS.map(typesColumnsOf));
  expect(checks).toContain(wrap(versionsLine()));
});

test('No cell of the page failed', () => {
  for (const [passed, failed] of rowsOf(checks).map((row) => row.slice(-3).map(Number))) {
    expect(passed).toBeGreaterThan(100);
    expect(failed).toBe(0);
  }
  for (const [errors] of rowsOf(types).map((row) => row.slice(-1))) expect(errors).toBe('0');
});
