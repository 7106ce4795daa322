/** Classes with generators as compilers make them for older engines. */
import { runInThisContext } from 'node:vm';
import { transformSync as esbuild } from 'esbuild';
import * as typescript from 'typescript';

/** A class that reads pages, before any compiler. Its generators start a span in each step. */
const SOURCE = `
module.exports = (inSpan) => class Compiled {
  constructor() { this.ended = []; }
  *sync(pages) {
    try {
      for (let page = 0; page < pages; page++) {
        inSpan('page ' + page, () => undefined);
        const sent = yield page;
        if (sent === 'fail') throw new Error('failed on page ' + page);
      }
      return 'end';
    } finally {
      this.ended.push('sync');
    }
  }
  async *async(pages) {
    try {
      for (let page = 0; page < pages; page++) {
        await null;
        inSpan('page ' + page, () => undefined);
        const sent = yield page;
        if (sent === 'fail') throw new Error('failed on page ' + page);
      }
      return 'end';
    } finally {
      this.ended.push('async');
    }
  }
};`;

/** What a compiled class has. */
export interface Compiled {
  readonly ended: string[];
  sync(pages: number): Generator<number, string>;
  async(pages: number): AsyncGenerator<number, string>;
}

interface Compiler {
  transformSync(code: string, options: object): { code: string };
}

type Make = (inSpan: (name: string, body: () => void) => void) => new () => Compiled;

const tsc = (target: typescript.ScriptTarget, importHelpers = false): string =>
  typescript.transpileModule(SOURCE, {
    compilerOptions: { target, importHelpers, module: typescript.ModuleKind.CommonJS },
  }).outputText;

const swc = (target: 'es5' | 'es2015' | 'es2017', minify = false): string => {
  const { transformSync } = jest.requireActual<Compiler>('@swc/core');
  return transformSync(SOURCE, { jsc: { target, minify: { mangle: minify, compress: minify } }, minify, swcrc: false })
    .code;
};

const babel = (targets: string): string => {
  const { transformSync } = jest.requireActual<Compiler>('@babel/core');
  const presets = [[require.resolve('@babel/preset-env'), { targets }]];
  return transformSync(SOURCE, { presets, configFile: false, babelrc: false, sourceType: 'script' }).code;
};

/** The compilers' outputs, by the compiler and its target. */
export const OUTPUTS: readonly [string, () => string][] = [
  ['tsc, ES5', () => tsc(typescript.ScriptTarget.ES5)],
  ['tsc, ES5, with tslib', () => tsc(typescript.ScriptTarget.ES5, true)],
  ['tsc, ES2015', () => tsc(typescript.ScriptTarget.ES2015)],
  ['tsc, ES2017', () => tsc(typescript.ScriptTarget.ES2017)],
  ['esbuild, ES2015', () => esbuild(SOURCE, { target: 'es2015' }).code],
  ['esbuild, ES2017, minified', () => esbuild(SOURCE, { target: 'es2017', minify: true }).code],
  ['SWC, ES5', () => swc('es5')],
  ['SWC, ES5, minified', () => swc('es5', true)],
  ['SWC, ES2015', () => swc('es2015')],
  ['Babel, ES5', () => babel('ie 11')],
  ['Babel, Node 8', () => babel('node 8')],
];

/** Runs a compiler's output. */
export function load(code: string, inSpan: (name: string, body: () => void) => void): new () => Compiled {
  const module: { exports: unknown } = { exports: undefined };
  const run = runInThisContext(`(function (module, exports, require) {${code}\n})`) as (...args: unknown[]) => void;
  run(module, module, require);
  return (module.exports as Make)(inSpan);
}
