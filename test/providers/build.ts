/**
 * Compiles the program once a test run (a global setup of Jest's) into the folder of each provider, where every import
 * resolves as in an application: as ES modules with standard decorators, and as CommonJS with legacy ones.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { PROVIDERS } from './providers';

const ROOT = join(__dirname, '../..');
const PROGRAM = join(__dirname, 'program');

/** The kinds of modules, each with the decorators that it is compiled with. */
export const FORMATS = ['esm', 'cjs'] as const;

/** A kind of modules. */
export type Format = (typeof FORMATS)[number];

/** Returns the folder of the compiled program. */
export function programOf(folder: string, format: Format): string {
  return join(__dirname, folder, 'build', format, 'program');
}

/** Called by Jest, which wants a default export, before the first test of the project. */
export default function build(): void {
  if (!existsSync(join(ROOT, 'dist/cjs/index.js')))
    throw new Error('the tests of providers use the built package: run `npm run build` first');
  const program = readdirSync(PROGRAM).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  for (const { folder } of PROVIDERS) {
    install(join(__dirname, folder, 'node_modules/spanlink'));
    rmSync(join(__dirname, folder, 'build'), { recursive: true, force: true });
    for (const format of FORMATS) {
      const to = programOf(folder, format);
      mkdirSync(to, { recursive: true });
      writeFileSync(join(to, 'package.json'), JSON.stringify({ type: format === 'esm' ? 'module' : 'commonjs' }));
      for (const name of program) compile(join(PROGRAM, name), to, format);
      compile(join(__dirname, folder, 'start.ts'), to, format);
    }
  }
}

/** The package as npm would install it, below the provider, so that its API is that provider's. */
function install(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
}

function compile(path: string, to: string, format: Format): void {
  const { outputText } = ts.transpileModule(readFileSync(path, 'utf8'), {
    fileName: path,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: format === 'esm' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
      experimentalDecorators: format === 'cjs',
      esModuleInterop: true,
    },
  });
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.ts$/, '.js');
  writeFileSync(join(to, name), outputText);
}
