/** Compiles the program of a cell of types, and finds the errors in it and in the package's declarations. */
import { execFile } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPILERS, ownErrors, writeSettings } from '../../package/compilers';
import { type PackedPackage, ROOT } from '../../package/packed-package';
import { folderOf } from '../../package/peers';
import type { Jobs } from './jobs';
import { peersOf, type TypesCell } from './types-cell';

/** What became of a cell of types. */
export interface TypesOutcome {
  readonly cell: TypesCell;
  readonly errors: string;
}

/** Projects that have the package beside peers, each made once. */
export class TypesProjects {
  readonly #made = new Map<string, string>();

  constructor(
    readonly packed: PackedPackage,
    readonly jobs: Jobs,
  ) {}

  /** Runs a cell. */
  async run(cell: TypesCell): Promise<TypesOutcome> {
    const { compiler, resolution, hasNode } = cell;
    const peers = peersOf(cell);
    const project = this.#projectFor(cell);
    const decorators = { experimentalDecorators: true, emitDecoratorMetadata: true };
    const config = writeSettings(project, {
      ...{ compiler, resolution, files: [...new Set(['core.ts', ...peers.map(({ file }) => file)])] },
      options: { types: hasNode ? ['node'] : [], ...(peers.some(({ name }) => name === 'NestJS') ? decorators : {}) },
    });
    const typescript = join(ROOT, COMPILERS[compiler], 'node_modules/typescript');
    if (compiler === '7') return { cell, errors: ownErrors(await saidBy(typescript, project, config)) };
    const job = { name: `tsc ${compiler}`, module: 'tsc.mjs', options: { typescript, project: config } };
    const said = await this.jobs.run(job).then(
      () => '',
      (error: Error) => error.message,
    );
    return { cell, errors: ownErrors(said) };
  }

  #projectFor(cell: TypesCell): string {
    const names = ['@opentelemetry/api', ...(cell.hasNode ? ['@types/node'] : [])];
    names.push(...peersOf(cell).flatMap(({ packages }) => packages));
    const others = Object.fromEntries(names.map((name) => [name, folderOf(name, cell.modules)]));
    const key = JSON.stringify([cell.modules, others]);
    const made = this.#made.get(key);
    if (made !== undefined) return made;
    const project = this.packed.install('spanlink', others);
    writeFileSync(
      join(project, 'package.json'),
      JSON.stringify({ type: cell.modules === 'esm' ? 'module' : 'commonjs' }),
    );
    cpSync(join(ROOT, 'test/package/projects'), project, { recursive: true });
    this.#made.set(key, project);
    return project;
  }
}

/** What `tsc` prints, which has no interface from version 7 on. */
function saidBy(typescript: string, project: string, config: string): Promise<string> {
  const args = [join(typescript, 'bin/tsc'), '-p', config, '--pretty', 'false'];
  return new Promise((resolve) =>
    execFile(process.execPath, args, { cwd: project, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve(error === null ? '' : stdout || stderr || error.message),
    ),
  );
}
