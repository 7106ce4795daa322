/** The page of the docs that shows the matrix. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUNTIMES } from '../../../tools/other-runtimes.cjs';
import { COMPILERS } from '../../package/compilers';
import { ROOT } from '../../package/packed-package';
import { PEERS } from '../../package/peers';
import type { Outcome } from './run-cell';
import type { TypesOutcome } from './run-types';
import { tableOf, typesTableOf } from './table';

const PAGE = join(ROOT, 'docs/matrix.md');
const MARKS = ['<!-- generated: npm run test:matrix -- --write -->', '<!-- end of what is generated -->'] as const;

/** Returns what the page shows of the matrix. */
export function readPage(): string {
  return split().generated;
}

/** Writes the tables into the page, with the date and the versions. */
export function writePage(outcomes: readonly Outcome[], types: readonly TypesOutcome[]): void {
  const { before, after } = split();
  const checks = Math.max(...outcomes.map(({ passed, failed }) => passed + failed));
  const failed = [...outcomes.filter((one) => one.failed > 0), ...types.filter(({ errors }) => errors !== '')].length;
  const said = [
    `${outcomes.length} cells of up to ${checks} checks, and ${types.length} cells of types,`,
    `on ${new Date().toISOString().slice(0, 10)}: ${failed === 0 ? 'all passed' : `${failed} failed`}.`,
    `On Node ${process.versions.node}, or as the table has it.`,
  ];
  const generated = [
    wrap(said.join(' ')),
    wrap(versionsLine()),
    tableOf(outcomes),
    '## Types',
    wrap(TYPES),
    typesTableOf(types),
  ];
  writeFileSync(PAGE, `${before}${MARKS[0]}\n${generated.join('\n\n')}\n${MARKS[1]}${after}`);
}

const TYPES = `A project compiles with every strictness that its TypeScript has and \`skipLibCheck: false\`, beside the
peers that it has installed: those alone, and OpenTelemetry’s API. Errors in the project, and in the declarations of
this package, count.`;

/** The versions of all that the cells are made with. */
export function versionsLine(): string {
  const folders: Record<string, string> = {
    spanlink: '.',
    ...Object.fromEntries(
      Object.values(COMPILERS).map((folder) => [`TypeScript in ${folder}`, `${folder}/node_modules/typescript`]),
    ),
    esbuild: 'node_modules/esbuild',
    SWC: 'node_modules/@swc/core',
    'Babel in 7': 'node_modules/@babel/core',
    'Babel in 8': 'test/package/compilers/babel-8/node_modules/@babel/core',
    ...inRoot('tsx', 'vitest', 'unplugin-swc', 'rollup', 'terser', 'webpack', 'rolldown', 'workerd'),
    ...inRoot('@types/node', '@opentelemetry/api', ...PEERS.flatMap(({ packages }) => packages)),
  };
  const named = Object.entries(folders).map(([name, folder]) => {
    const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as { version: string };
    return `${name.split(' in ')[0]} ${manifest.version}`;
  });
  const runtimes = Object.entries(RUNTIMES).map(([name, { version }]) => `${name} ${version}`);
  return `Versions: ${[...named, ...runtimes].join(', ')}.`;
}

const inRoot = (...names: string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, `node_modules/${name}`]));

function split(): { before: string; generated: string; after: string } {
  const text = readFileSync(PAGE, 'utf8');
  const [before, rest = ''] = text.split(MARKS[0]);
  const [generated, after] = rest.split(MARKS[1]);
  if (before === undefined || generated === undefined || after === undefined)
    throw new Error(`docs/matrix.md lacks the marks of what is generated: ${MARKS.join(' and ')}`);
  return { before, generated, after };
}

/** Breaks a text into lines of the docs' width. */
export function wrap(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= 120) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}
