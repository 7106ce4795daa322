/** The cells of the matrix, and a short row of them. */
import { NODES } from '../../../tools/other-nodes.cjs';
import { type Bundler, type Cell, cell, type CompilerName, type Model } from './cell';

const MODELS: readonly Model[] = ['standard', 'legacy'];
const MODULES = ['esm', 'cjs'] as const;
const TSC: readonly CompilerName[] = ['tsc 5.2', 'tsc 5.9', 'tsc 6', 'tsc 7'];
const BUNDLERS: readonly Bundler[] = ['esbuild', 'rollup, terser', 'webpack', 'rolldown'];
/** What the hardened Node of a user may be told: no code from strings, no compiler, nothing built in to change. */
const FLAGS = ['--disallow-code-generation-from-strings --disable-proto=throw', '--jitless', '--frozen-intrinsics'];

/** The targets of a model: for ESNext, standard decorators are left to the engine, and none takes them. */
const targets = (compiler: CompilerName, model: Model): readonly string[] => [
  'es2017',
  ...(compiler === 'tsc 6' ? ['es2020'] : []),
  'es2022',
  ...(model === 'legacy' ? ['esnext'] : []),
];

/** Each model and target of a compiler, and both kinds of modules. */
const product = (compiler: CompilerName, models: readonly Model[] = MODELS): Cell[] =>
  models.flatMap((model) => [
    ...targets(compiler, model).map((target) => cell(compiler, model, { target })),
    cell(compiler, model, { modules: 'cjs' }),
  ]);

/** Class fields that are assigned, and metadata, where a compiler has the choice. */
const choices = (compiler: CompilerName): Cell[] => [
  ...MODELS.map((model) => cell(compiler, model, { defines: false })),
  cell(compiler, 'legacy', { metadata: true }),
  cell(compiler, 'legacy', { defines: false, metadata: true, modules: 'cjs' }),
];

/** The compiler of a runtime: both models, and what else the legacy one can be told. */
const own = (name: 'Bun' | 'Deno', legacy: readonly Partial<Cell>[]): Cell[] =>
  [{}, ...legacy].flatMap((others, at) =>
    (at === 0 ? MODELS : (['legacy'] as const)).map((model) =>
      cell(name, model, { target: 'esnext', runtime: name, ...others }),
    ),
  );

/** All of them. */
export const CELLS: readonly Cell[] = [
  ...TSC.flatMap((compiler) => [...product(compiler), ...choices(compiler)]),
  ...product('SWC 2022-03'),
  ...choices('SWC 2022-03'),
  ...product('SWC 2023-11', ['standard']),
  ...product('esbuild'),
  ...MODELS.map((model) => cell('esbuild', model, { defines: false })),
  ...(['Babel 7', 'Babel 8'] as const).flatMap((compiler) => [
    ...product(compiler),
    ...MODELS.map((model) => cell(compiler, model, { defines: false })),
  ]),
  ...MODELS.flatMap((model) => MODULES.map((modules) => cell('tsx', model, { target: 'esnext', modules }))),
  cell('Vitest, SWC', 'standard'),
  cell('Vitest, SWC', 'legacy'),
  cell('Vitest', 'legacy', { target: 'esnext' }),
  ...BUNDLERS.flatMap((bundler) =>
    MODELS.flatMap((model) => MODULES.map((modules) => cell('tsc 6', model, { bundler, modules }))),
  ),
  ...(['esbuild', 'webpack', 'rolldown'] as const).flatMap((bundler) =>
    MODULES.map((modules) => cell('tsc 6', 'standard', { bundler, modules, isWhole: true })),
  ),
  ...NODES.flatMap((node) => [cell('tsc 6', 'standard', { node }), cell('tsc 6', 'legacy', { node, modules: 'cjs' })]),
  ...FLAGS.flatMap((flags) => [
    cell('tsc 6', 'standard', { flags }),
    cell('tsc 6', 'legacy', { flags, modules: 'cjs' }),
  ]),
  ...own('Bun', [{ defines: false }, { metadata: true }]),
  // it has no setting for fields
  ...own('Deno', [{ metadata: true }]),
  ...(['Bun', 'Deno'] as const).flatMap((runtime) => [
    cell('tsc 6', 'standard', { runtime }),
    cell('tsc 6', 'legacy', { runtime, modules: 'cjs' }),
  ]),
  ...MODELS.map((model) => cell('tsc 6', model, { bundler: 'esbuild', isWhole: true, runtime: 'workerd' })),
];

/** Those that `npm test` runs. */
export const ROW: readonly Cell[] = [
  ...MODELS.flatMap((model) => MODULES.map((modules) => cell('tsc 6', model, { modules }))),
  cell('esbuild', 'standard'),
  cell('esbuild', 'legacy', { modules: 'cjs' }),
  cell('SWC 2022-03', 'standard', { modules: 'cjs', target: 'es2017' }),
  cell('SWC 2022-03', 'legacy', { metadata: true }),
  cell('tsc 6', 'legacy', { bundler: 'esbuild', isWhole: true, runtime: 'workerd' }),
  // without 'use strict'
  cell('tsc 6', 'standard', { modules: 'cjs', bundler: 'rolldown' }),
  cell('tsc 6', 'standard', { flags: '--frozen-intrinsics' }),
];
