/** Runs the program of a cell against the installed package. */
import { join } from 'node:path';
import { findNode } from '../../../tools/other-nodes.cjs';
import { ROOT } from '../../package/packed-package';
import type { Cell } from './cell';
import { execute } from './execute';
import type { Programs } from './programs';
import { LACKS, runOn } from './runtimes';
import { writeVitest } from './vitest-project';

/** What became of a cell. */
export interface Outcome {
  readonly cell: Cell;
  readonly passed: number;
  readonly failed: number;
  /** The failed checks, or why none ran. */
  readonly failures: readonly string[];
  /** What the runtime lacks, for each check that cannot be there. */
  readonly lacking: readonly string[];
}

/** @param preload A module in CommonJS that is loaded first, such as one that breaks a promise. */
export async function runCell(programs: Programs, cell: Cell, preload?: string): Promise<Outcome> {
  try {
    const output = await run(programs, cell, preload);
    const sum = /^conformance: (\d+) passed, (\d+) failed, \d+ lacking$/m.exec(output);
    if (sum === null) throw new Error(output.slice(-2_000));
    const lines = output.split('\n');
    const lacking = lines.filter((line) => line.startsWith('lacking: ')).map((line) => line.split(': ').at(-1) ?? '');
    const surprises = surprisesIn(cell, lacking);
    const failures = [...lines.filter((line) => line.startsWith('failed: ')), ...surprises];
    return { cell, passed: Number(sum[1]), failed: Number(sum[2]) + surprises.length, failures, lacking };
  } catch (error) {
    const failures = [String(error instanceof Error ? error.message : error).trim()];
    return { cell, passed: 0, failed: 1, failures, lacking: [] };
  }
}

/** A check is left out where the runtime is known to lack what it needs, and there alone. */
function surprisesIn({ runtime }: Cell, lacking: readonly string[]): string[] {
  const known = runtime === undefined ? [] : LACKS[runtime];
  const name = runtime ?? 'Node';
  return [
    ...new Set(
      lacking.filter((what) => !known.includes(what)).map((what) => `${name} lacks ${what}, which LACKS has not`),
    ),
    ...known.filter((what) => !lacking.includes(what)).map((what) => `${name} has ${what}, which LACKS says it lacks`),
  ];
}

async function run(programs: Programs, cell: Cell, preload?: string): Promise<string> {
  const { project } = programs;
  const modules = await programs.modulesOf(cell);
  if (cell.compiler === 'tsx')
    return execute(project, [
      binary('tsx/dist/cli.mjs'),
      ...['--tsconfig', join(modules, '../tsconfig.json'), join(modules, entryOf(cell))],
    ]);
  if (cell.compiler.startsWith('Vitest')) {
    const folder = join(modules, '..');
    writeVitest(folder, cell);
    return execute(folder, [binary('vitest/vitest.mjs'), 'run', '--root', folder, '--reporter', 'verbose']);
  }
  if (cell.runtime !== undefined) return runOn(cell.runtime, { programs, cell, modules, entry: entryOf(cell) });
  const compiled = join(modules, entryOf(cell).replace(/\.ts$/, '.js'));
  const program = cell.bundler === undefined ? compiled : await programs.bundle(cell, compiled);
  const preloads = [...(cell.metadata ? ['reflect-metadata'] : []), ...(preload === undefined ? [] : [preload])];
  const using = cell.node === undefined ? process.execPath : findNode(cell.node);
  const flags = cell.flags?.split(' ') ?? [];
  return execute(project, [...flags, ...preloads.flatMap((path) => ['--require', path]), program], using);
}

/** Babel has no decorators of parameters, in either model. */
const entryOf = ({ compiler, model }: Cell): string =>
  model === 'legacy' && !compiler.startsWith('Babel') ? 'legacy-only/main.ts' : 'main.ts';
const binary = (path: string): string => join(ROOT, 'node_modules', path);
