/** The programs of cells: each is compiled once, and bundled as each cell says. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findNewerNode } from '../../../tools/other-nodes.cjs';
import { type Compiler, COMPILERS } from '../../package/compilers';
import { ROOT } from '../../package/packed-package';
import { type Cell, cell, describeCell } from './cell';
import type { Jobs } from './jobs';

/** Sources that are no part of the program. */
const OTHERS = /(?:\.test\.ts|conformance\/matrix(?:\/.*)?)$/;

/** Compilers that run the sources as they are. */
const RUNNING = new Set(['tsx', 'Vitest', 'Vitest, SWC', 'Bun', 'Deno']);

/** The programs of cells, below a project which has the package. */
export class Programs {
  readonly #compiled = new Map<string, Promise<string>>();

  constructor(
    readonly project: string,
    readonly jobs: Jobs,
  ) {}

  /** Makes a folder with the sources and the settings of a cell in it. */
  folderFor(given: Cell): string {
    const folder = join(this.project, 'cells', describeCell(given).replace(/[^a-z0-9]+/gi, '-'));
    mkdirSync(folder, { recursive: true });
    cpSync(join(ROOT, 'test/conformance'), join(folder, 'src'), {
      recursive: true,
      filter: (path) => !OTHERS.test(path.replaceAll('\\', '/')),
    });
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ type: given.modules === 'esm' ? 'module' : 'commonjs' }),
    );
    writeTsconfig(folder, given);
    return folder;
  }

  /** Returns the folder that the cell's modules are in: its sources, or what its compiler makes of them. */
  async modulesOf(given: Cell): Promise<string> {
    const { compiler, model, target, modules, defines, metadata, bundler } = given;
    if (RUNNING.has(compiler)) return join(this.folderFor(given), 'src');
    // a bundler takes modules of ES, whatever it makes of them
    const compiled = bundler === undefined ? modules : 'esm';
    const key = cell(compiler, model, { target, modules: compiled, defines, metadata });
    const found = this.#compiled.get(describeCell(key));
    if (found !== undefined) return found;
    const compiling = this.#compile(key);
    this.#compiled.set(describeCell(key), compiling);
    return compiling;
  }

  /** Bundles modules from their entry, by these conditions of exports, too, and returns the path of the bundle. */
  async bundle(given: Cell, entry: string, conditions: readonly string[] = []): Promise<string> {
    const name = describeCell(given).replace(/[^a-z0-9]+/gi, '-');
    const output = join(this.project, 'cells', `${name}.${given.modules === 'esm' ? 'mjs' : 'cjs'}`);
    const options = { ...given, entry, output, project: this.project, conditions };
    await this.jobs.run({ name: String(given.bundler), module: 'bundle.mjs', options });
    return output;
  }

  async #compile(key: Cell): Promise<string> {
    const { compiler } = key;
    const folder = this.folderFor(key);
    const out = join(folder, 'out');
    if (compiler.startsWith('tsc ')) {
      const typescript = join(ROOT, COMPILERS[compiler.slice(4) as Compiler], 'node_modules/typescript');
      // a program of its own, without the interface that the others have
      if (compiler === 'tsc 7')
        await promisify(execFile)(process.execPath, [join(typescript, 'bin/tsc'), '-p', folder]);
      else
        await this.jobs.run({
          name: compiler,
          module: 'tsc.mjs',
          options: { typescript, project: join(folder, 'tsconfig.json') },
        });
      return out;
    }
    const options = { ...key, from: join(folder, 'src'), to: out };
    const node = compiler === 'Babel 8' ? findNewerNode() : undefined;
    await this.jobs.run({ name: compiler, module: 'transpile.mjs', options, ...(node === undefined ? {} : { node }) });
    return out;
  }
}

function writeTsconfig(folder: string, { model, target, defines, metadata }: Cell): void {
  const strictness = { strict: true, noPropertyAccessFromIndexSignature: true, exactOptionalPropertyTypes: true };
  const compilerOptions = {
    ...{ target, lib: ['es2022', 'esnext.disposable'], types: ['node'], skipLibCheck: true, ...strictness },
    ...{ noUncheckedIndexedAccess: true, noImplicitOverride: true, rootDir: 'src', outDir: 'out', module: 'nodenext' },
    ...(model === 'legacy' ? { experimentalDecorators: true, emitDecoratorMetadata: metadata } : {}),
    useDefineForClassFields: defines,
  };
  const exclude = model === 'legacy' ? [] : ['src/legacy-only'];
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'], exclude }));
}
