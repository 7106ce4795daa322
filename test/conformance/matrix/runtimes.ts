/** Runs the program of a cell on a runtime that is no Node. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRuntime, type RuntimeName } from '../../../tools/other-runtimes.cjs';
import { startWorker, WORKER_CONDITIONS } from '../../package/workerd';
import type { Cell, Runtime } from './cell';
import { execute } from './execute';
import type { Programs } from './programs';

/** What each runtime lacks, by the words of the checks that need it. */
export const LACKS: Readonly<Record<Runtime, readonly string[]>> = {
  Bun: [],
  Deno: [],
  workerd: ['a second realm (node:vm)'],
};

interface Program {
  readonly programs: Programs;
  readonly cell: Cell;
  /** The folder of its modules, as sources or compiled, and the entry among them. */
  readonly modules: string;
  readonly entry: string;
}

/** Runs it, and returns what it prints. */
export function runOn(runtime: Runtime, program: Program): Promise<string> {
  return runtime === 'workerd' ? onWorkerd(program) : onBinary(runtime, program);
}

async function onBinary(name: RuntimeName, { programs: { project }, cell, modules, entry }: Program): Promise<string> {
  const binary = findRuntime(name);
  if (binary === undefined) throw new Error(`${name} is not installed: npm run test:matrix does that`);
  const isOwn = cell.compiler === name;
  // both look there for their settings
  const folder = join(modules, '..');
  const program = join(modules, isOwn ? entry : entry.replace(/\.ts$/, '.js'));
  const preloads = cell.metadata ? ['--preload', join(project, 'node_modules/reflect-metadata/Reflect.js')] : [];
  if (name === 'Bun') {
    // it would keep what it compiles beside other projects' files
    const env = { BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0' };
    return execute(folder, [...preloads, '--no-install', program], binary, env);
  }
  const env = { DENO_DIR: join(project, '.deno'), DENO_NO_UPDATE_CHECK: '1' };
  // with settings it takes what is compiled for modules of ES
  const config = isOwn ? ['--config', join(folder, 'tsconfig.json')] : [];
  const offline = ['--node-modules-dir=manual', '--no-remote', '--cached-only'];
  // the sources name what they import as tsc has it
  const sources = ['--no-check', '--sloppy-imports'];
  return execute(folder, ['run', '-A', ...config, ...offline, ...sources, ...preloads, program], binary, env);
}

/** The second copy of the package is a module of its own, where the checks look for it. */
async function onWorkerd({ programs, cell, modules, entry }: Program): Promise<string> {
  const worker = join(modules, `worker-${cell.model}.js`);
  writeFileSync(worker, workerOf(`./${entry.replace('main.ts', 'promises.js')}`));
  const copy = join(modules, 'copy.cjs');
  writeFileSync(copy, "module.exports = require('spanlink');\n");
  const bundle = await programs.bundle(cell, worker, WORKER_CONDITIONS);
  const copied = await programs.bundle({ ...cell, modules: 'cjs' }, copy, WORKER_CONDITIONS);
  const { address, stop } = await startWorker(join(programs.project, 'cells'), [
    { name: 'worker', type: 'esModule', file: bundle },
    { name: 'bundle/spanlink', type: 'commonJsModule', file: copied },
  ]);
  try {
    return await (await fetch(address)).text();
  } finally {
    stop();
  }
}

/** The package is imported, and methods are decorated, in the global scope; the checks run in a request. */
const workerOf = (promises: string): string => `import { promises } from '${promises}';
import { runChecks, whenDone } from './run-checks.js';
export default {
  async fetch() {
    const lines = [];
    console.log = (line) => lines.push(line);
    runChecks(promises);
    await whenDone();
    return new Response(lines.join('\\n'));
  },
};
`;
