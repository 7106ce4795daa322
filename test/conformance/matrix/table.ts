/** The cells as tables in Markdown. */
import { type Cell, describeCell } from './cell';
import type { Outcome } from './run-cell';
import type { TypesOutcome } from './run-types';
import type { TypesCell } from './types-cell';

const HEAD = ['compiler', 'decorators', 'target', 'modules', 'class fields', 'metadata', 'bundled by', 'on'];
const TYPES_HEAD = ['TypeScript', 'module resolution', 'from', 'beside', '@types/node'];

/** A cell's columns that tell which one it is. */
export function columnsOf(cell: Cell): string[] {
  const { compiler, model, target, modules, defines, metadata, bundler, isWhole, node, flags, runtime } = cell;
  return [
    compiler,
    model,
    target,
    modules === 'esm' ? 'ESM' : 'CommonJS',
    defines ? 'defined' : 'assigned',
    metadata ? 'yes' : '–',
    bundler === undefined ? '–' : `${bundler}${isWhole === true ? ', with OpenTelemetry' : ''}`,
    runtime ?? ['Node', node, flags && `\`${flags}\``].filter((word) => word !== undefined).join(' '),
  ];
}

/** The same of a cell of types. */
export function typesColumnsOf({ compiler, resolution, modules, beside, hasNode }: TypesCell): string[] {
  return [compiler, resolution, modules === 'esm' ? 'ESM' : 'CommonJS', beside, hasNode ? 'yes' : 'no'];
}

/** Returns the table of cells, and what their runtimes lack. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ cell, passed, failed, lacking }) => [
    ...columnsOf(cell),
    ...[passed, failed, lacking.length].map(String),
  ]);
  return [toTable([...HEAD, 'passed', 'failed', 'lacking'], 3, rows), ...lackingIn(outcomes)].join('\n\n');
}

/** Returns the table of cells of types. */
export function typesTableOf(outcomes: readonly TypesOutcome[]): string {
  const rows = outcomes.map(({ cell, errors }) => [
    ...typesColumnsOf(cell),
    String(errors === '' ? 0 : errors.split('\n').length),
  ]);
  return toTable([...TYPES_HEAD, 'errors'], 1, rows);
}

/** Tells which checks cannot be on a runtime, once for each. */
function lackingIn(outcomes: readonly Outcome[]): string[] {
  const said = outcomes.flatMap(({ cell, lacking }) =>
    [...new Set(lacking)].map(
      (what) =>
        `${cell.runtime ?? describeCell(cell)} lacks ${what}: ` +
        `the checks that need it (${lacking.filter((one) => one === what).length}) cannot be there.`,
    ),
  );
  return [...new Set(said)];
}

/** The last columns are numbers. */
function toTable(head: readonly string[], numbers: number, rows: readonly (readonly string[])[]): string {
  const line = head.map((_, at) => (at < head.length - numbers ? '---' : '--:'));
  return [`| ${head.join(' | ')} |`, `|${line.join('|')}|`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}
