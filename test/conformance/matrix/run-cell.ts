/** Compiles the checks as a cell says, bundles them where it does, and runs them against the installed package. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNewerNode, findNode } from '../../../tools/other-nodes.cjs';
import { type Compiler, COMPILERS } from '../../package/compilers';
import { ROOT } from '../../package/packed-package';
import { type Cell, describeCell } from './cell';
import { writeVitest } from './vitest-project';

/** What became of a cell. */
export interface Outcome {
  readonly cell: Cell;
  readonly passed: number;
  readonly failed: number;
  /** The failed checks, or why none ran. */
  readonly failures: readonly string[];
}

/** What a cell is run in. */
interface Place {
  readonly project: string;
  readonly folder: string;
  readonly cell: Cell;
}

/** Sources that are no part of the program. */
const OTHERS = /(?:\.test\.ts|conformance\/matrix(?:\/.*)?)$/;

/**
 * Runs a cell in a folder of its own below a project which has the package.
 *
 * @param preload A module in CommonJS that is loaded first, such as one that breaks a promise.
 */
export async function runCell(project: string, cell: Cell, preload?: string): Promise<Outcome> {
  const folder = join(project, 'cells', describeCell(cell).replace(/[^a-z0-9]+/gi, '-'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(ROOT, 'test/conformance'), join(folder, 'src'), {
    recursive: true,
    filter: (path) => !OTHERS.test(path.replaceAll('\\', '/')),
  });
  // a bundler takes modules of ES, whatever it makes of them
  const isEsm = cell.modules === 'esm' || cell.bundler !== undefined;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: isEsm ? 'module' : 'commonjs' }));
  try {
    const output = await run({ project, folder, cell }, preload);
    const sum = /^conformance: (\d+) passed, (\d+) failed$/m.exec(output);
    if (sum === null) throw new Error(output.slice(-2_000));
    const failures = output.split('\n').filter((line) => line.startsWith('failed: '));
    return { cell, passed: Number(sum[1]), failed: Number(sum[2]), failures };
  } catch (error) {
    return { cell, passed: 0, failed: 1, failures: [String(error instanceof Error ? error.message : error).trim()] };
  }
}

async function run(place: Place, preload?: string): Promise<string> {
  const { cell, folder, project } = place;
  writeTsconfig(place);
  if (cell.compiler === 'tsx')
    return node(project, [binary('tsx/dist/cli.mjs'), '--tsconfig', join(folder, 'tsconfig.json'), source(place)]);
  if (cell.compiler.startsWith('Vitest')) {
    writeVitest(folder, cell);
    return node(folder, [binary('vitest/vitest.mjs'), 'run', '--root', folder, '--reporter', 'verbose']);
  }
  const compiled = await compile(place);
  const program = cell.bundler === undefined ? compiled : await bundle(place, compiled);
  const preloads = [...(cell.metadata ? ['reflect-metadata'] : []), ...(preload === undefined ? [] : [preload])];
  const using = cell.node === undefined ? process.execPath : findNode(cell.node);
  return node(project, [...preloads.flatMap((path) => ['--require', path]), program], using);
}

async function compile(place: Place): Promise<string> {
  const { cell, folder, project } = place;
  const out = join(folder, 'out');
  const { compiler } = cell;
  if (compiler.startsWith('tsc ')) {
    const version = compiler.slice(4) as Compiler;
    await node(project, [join(ROOT, COMPILERS[version], 'node_modules/typescript/bin/tsc'), '-p', folder]);
  } else {
    const options = JSON.stringify({ ...cell, from: join(folder, 'src'), to: out });
    const using = compiler === 'Babel 8' ? findNewerNode() : process.execPath;
    await node(project, [join(ROOT, 'tools/matrix/transpile.mjs'), options], using);
  }
  return join(out, entryOf(cell).replace(/\.ts$/, '.js'));
}

async function bundle({ cell, folder, project }: Place, compiled: string): Promise<string> {
  const output = join(folder, cell.modules === 'esm' ? 'bundle.mjs' : 'bundle.cjs');
  const options = JSON.stringify({ ...cell, entry: compiled, output, project });
  await node(ROOT, [join(ROOT, 'tools/matrix/bundle.mjs'), options]);
  return output;
}

function writeTsconfig({ cell, folder }: Place): void {
  const { model, target, defines, metadata } = cell;
  const strictness = { strict: true, noPropertyAccessFromIndexSignature: true, exactOptionalPropertyTypes: true };
  const compilerOptions = {
    ...{ target, lib: ['es2022', 'esnext.disposable'], types: ['node'], skipLibCheck: true, ...strictness },
    ...{ noUncheckedIndexedAccess: true, noImplicitOverride: true, rootDir: 'src', outDir: 'out' },
    ...(cell.bundler === undefined ? { module: 'nodenext' } : { module: 'es2022', moduleResolution: 'bundler' }),
    ...(model === 'legacy' ? { experimentalDecorators: true, emitDecoratorMetadata: metadata } : {}),
    useDefineForClassFields: defines,
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['src'], exclude: model === 'legacy' ? [] : ['src/legacy-only'] }),
  );
}

/** Babel has no decorators of parameters, in either model. */
const entryOf = ({ compiler, model }: Cell): string =>
  model === 'legacy' && !compiler.startsWith('Babel') ? 'legacy-only/main.ts' : 'main.ts';
const source = ({ cell, folder }: Place): string => join(folder, 'src', entryOf(cell));
const binary = (path: string): string => join(ROOT, 'node_modules', path);

/** Runs Node, and returns what it prints, whether it fails or not. */
function node(cwd: string, args: readonly string[], executable = process.execPath): Promise<string> {
  // a bound, not a measure
  const options = { cwd, timeout: 300_000, maxBuffer: 2 ** 24, env: { ...process.env, NO_COLOR: '1' } };
  return new Promise((resolve, reject) =>
    execFile(executable, args, options, (error, stdout, stderr) => {
      if (error === null || /^conformance: /m.test(stdout)) resolve(stdout);
      else reject(new Error(`${stdout}\n${stderr}`.trim() || error.message));
    }),
  );
}
