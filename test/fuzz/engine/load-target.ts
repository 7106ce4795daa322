/** Loads a target with all of the code that it reaches, instrumented. */
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { runInThisContext } from 'node:vm';
import { build, type Plugin } from 'esbuild';
import type { FuzzTarget } from '../fuzz-target';
import { Coverage } from './coverage';
import { ENTER, instrument } from './instrument';

export interface LoadedTarget extends FuzzTarget {
  readonly name: string;
  readonly coverage: Coverage;
  readonly blocks: number;
  readonly allWords: readonly Buffer[];
}

/** The packages that are instrumented as our own code: what they do with a file, our readers answer for. */
const READ_WITH = ['yaml'];

const external: Plugin = {
  name: 'external',
  setup: (building) =>
    building.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || READ_WITH.includes(path) ? undefined : { path, external: true },
    ),
};

/** Loads the target in a file of TypeScript. */
export async function loadTarget(file: string): Promise<LoadedTarget> {
  const bundle = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    plugins: [external],
    logLevel: 'error',
    define: { 'import.meta.url': JSON.stringify(`file://${file}`) },
  });
  const { code, blocks, words } = instrument(bundle.outputFiles[0]?.text ?? '', file);
  const coverage = new Coverage(blocks);
  const module = { exports: {} as { target?: FuzzTarget } };
  const run = runInThisContext(`(function (module, exports, require, ${ENTER}) {${code}\n})`, { filename: file }) as (
    ...given: readonly unknown[]
  ) => void;
  run(module, module.exports, createRequire(file), coverage.enter);
  const { target } = module.exports;
  if (target === undefined) throw new Error(`${file} exports no target`);
  const allWords = [...new Set([...words, ...(target.words ?? [])])].map((word) => Buffer.from(word));
  return Object.assign(Object.create(target) as FuzzTarget, {
    name: basename(file, '.ts'),
    coverage,
    blocks,
    allWords,
  });
}
