/** The outcomes of cells as a table, and the page of the docs that shows them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../package/packed-package';
import type { Cell } from './cell';
import type { Outcome } from './run-cell';

const PAGE = join(ROOT, 'docs/matrix.md');
const MARKS = ['<!-- generated: npm run test:matrix -- --write -->', '<!-- end of what is generated -->'] as const;

/** Returns the table of cells, in Markdown. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const head = ['compiler', 'decorators', 'target', 'modules', 'class fields', 'metadata', 'bundled by', 'Node'];
  const rows = outcomes.map(({ cell, passed, failed }) => [...columnsOf(cell), String(passed), String(failed)]);
  return [[...head, 'passed', 'failed'], [...head, '', ''].map(() => '---'), ...rows]
    .map((row) => `|${row.map((text) => (text === '---' ? text : ` ${text} `)).join('|')}|`)
    .join('\n');
}

function columnsOf(cell: Cell): string[] {
  const { compiler, model, target, modules, defines, metadata, bundler, isWhole, node } = cell;
  return [
    compiler,
    model,
    target,
    modules === 'esm' ? 'ESM' : 'CommonJS',
    defines ? 'defined' : 'assigned',
    metadata ? 'yes' : '–',
    bundler === undefined ? '–' : `${bundler}${isWhole === true ? ', with OpenTelemetry' : ''}`,
    node ?? process.versions.node,
  ];
}

/** Writes the table into the page, with the date and the versions. */
export function writePage(outcomes: readonly Outcome[]): void {
  const checks = Math.max(...outcomes.map(({ passed, failed }) => passed + failed));
  const failed = outcomes.filter((outcome) => outcome.failed > 0).length;
  const sum = `${outcomes.length} cells of up to ${checks} checks on ${new Date().toISOString().slice(0, 10)}`;
  const said = `${sum}: ${failed === 0 ? 'all passed' : `${failed} failed`}. Versions: ${versions().join(', ')}.`;
  const text = readFileSync(PAGE, 'utf8');
  const [before, after] = [text.split(MARKS[0])[0], text.split(MARKS[1])[1]];
  if (before === undefined || after === undefined) throw new Error('the page lacks the marks of what is generated');
  const lines = wrap(said).join('\n');
  writeFileSync(PAGE, `${before}${MARKS[0]}\n${lines}\n\n${tableOf(outcomes)}\n${MARKS[1]}${after}`);
}

/** The versions of all that the cells are made with. */
function versions(): string[] {
  const folders = {
    spanlink: '.',
    TypeScript: 'node_modules/typescript',
    'TypeScript 5.2': 'test/package/compilers/typescript-5.2/node_modules/typescript',
    'TypeScript 5.9': 'test/package/compilers/typescript-5.9/node_modules/typescript',
    'TypeScript 7': 'test/package/compilers/typescript-7/node_modules/typescript',
    esbuild: 'node_modules/esbuild',
    SWC: 'node_modules/@swc/core',
    'Babel 7': 'node_modules/@babel/core',
    'Babel 8': 'test/package/compilers/babel-8/node_modules/@babel/core',
    tsx: 'node_modules/tsx',
    Vitest: 'node_modules/vitest',
    'unplugin-swc': 'node_modules/unplugin-swc',
    rollup: 'node_modules/rollup',
    terser: 'node_modules/terser',
    webpack: 'node_modules/webpack',
    rolldown: 'node_modules/rolldown',
    '@opentelemetry/api': 'node_modules/@opentelemetry/api',
    '@opentelemetry/sdk-trace-node': 'node_modules/@opentelemetry/sdk-trace-node',
  };
  return Object.entries(folders).map(([name, folder]) => {
    const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as { version: string };
    return `${name.replace(/ [\d.]+$/, '')} ${manifest.version}`;
  });
}

/** Breaks a text into lines of the docs' width. */
function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= 120) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
