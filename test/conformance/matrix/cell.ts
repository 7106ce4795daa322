/** A cell of the matrix: how the checks are compiled, bundled and run. */

/** The compilers, by the names that the table shows. */
export type CompilerName =
  | 'tsc 5.2'
  | 'tsc 5.9'
  | 'tsc 6'
  | 'tsc 7'
  | 'esbuild'
  | 'SWC 2022-03'
  | 'SWC 2023-11'
  | 'Babel 7'
  | 'Babel 8'
  | 'tsx'
  | 'Vitest'
  | 'Vitest, SWC'
  | 'Bun'
  | 'Deno';

/** The bundlers, which all minify. */
export type Bundler = 'esbuild' | 'rollup, terser' | 'webpack' | 'rolldown';

/** The decorator models. */
export type Model = 'standard' | 'legacy';

/** The runtimes beside Node. */
export type Runtime = 'Bun' | 'Deno' | 'workerd';

/** How the checks are compiled, bundled and run. */
export interface Cell {
  readonly compiler: CompilerName;
  readonly model: Model;
  readonly target: string;
  readonly modules: 'esm' | 'cjs';
  /** Whether class fields are defined, as the language has it, or assigned. */
  readonly defines: boolean;
  /** Whether the compiler emits the types of parameters; legacy decorators only. */
  readonly metadata: boolean;
  readonly bundler?: Bundler;
  /** Whether OpenTelemetry is in the bundle, too. */
  readonly isWhole?: boolean;
  /** The Node that runs the checks, if it is not this one. */
  readonly node?: string;
  /** What Node is told on its command line. */
  readonly flags?: string;
  /** What runs them, if it is no Node. */
  readonly runtime?: Runtime;
}

/** Returns a cell; what is not given is as most projects have it. */
export function cell(compiler: CompilerName, model: Model, others: Partial<Cell> = {}): Cell {
  return { compiler, model, target: 'es2022', modules: 'esm', defines: true, metadata: false, ...others };
}

/** Describes a cell in a line. */
export function describeCell(given: Cell): string {
  const { compiler, model, target, modules, defines, metadata, bundler, isWhole, node, flags, runtime } = given;
  return [
    compiler,
    `${model} decorators`,
    target,
    modules === 'esm' ? 'ESM' : 'CommonJS',
    ...(defines ? [] : ['assigned fields']),
    ...(metadata ? ['metadata'] : []),
    ...(bundler === undefined ? [] : [`minified by ${bundler}${isWhole === true ? ', OpenTelemetry inside' : ''}`]),
    ...(node === undefined ? [] : [`on Node ${node}`]),
    ...(flags === undefined ? [] : [`with ${flags}`]),
    ...(runtime === undefined || runtime === compiler ? [] : [`on ${runtime}`]),
  ].join(', ');
}
