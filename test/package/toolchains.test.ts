/** A decorated class, compiled by each toolchain in both decorator models, runs with the packed package. */
import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { findNewerNode } from '../../tools/other-nodes.cjs';
import { type Compiler, COMPILERS } from './compilers';
import { PackedPackage, ROOT } from './packed-package';

const SOURCE = 'toolchain.ts';
const OTHERS = Object.fromEntries(
  [
    ...['api', 'context-async-hooks', 'core', 'resources', 'sdk-trace-base', 'sdk-trace-node'].map(
      (name) => `@opentelemetry/${name}`,
    ),
    '@types/node',
  ].map((name) => [name, `node_modules/${name}`]),
);
const LINKED = 'Orders.ship batch_item batch_item\n';

type Model = 'standard' | 'legacy';
const MODELS: readonly Model[] = ['standard', 'legacy'];

interface Swc {
  transformSync(code: string, options: object): { code: string };
}

let packed: PackedPackage;
beforeAll(() => {
  packed = new PackedPackage();
});
afterAll(() => packed.remove());

/** Makes a project with the source, and settings for the model. */
function project(model: Model): string {
  const folder = packed.install('spanlink', OTHERS);
  cpSync(join(__dirname, 'projects', SOURCE), join(folder, SOURCE));
  const compilerOptions = {
    ...{ target: 'es2022', module: 'nodenext', lib: ['es2022', 'esnext.disposable'], types: ['node'], strict: true },
    ...(model === 'legacy' ? { experimentalDecorators: true, emitDecoratorMetadata: true } : {}),
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [SOURCE] }));
  return folder;
}

/** Runs Node in a folder, and returns what it prints. */
async function run(folder: string, ...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, args, { cwd: folder })).stdout;
}

/** Bundles the source, whose SDK is left outside. */
async function bundle(model: Model, target: string): Promise<string> {
  const folder = project(model);
  await build({
    ...{ absWorkingDir: folder, entryPoints: [SOURCE], outfile: 'out.cjs', bundle: true, platform: 'node' },
    ...{ format: 'cjs', target, packages: 'external' },
  });
  return folder;
}

const COMPILED = (Object.keys(COMPILERS) as Compiler[]).flatMap((compiler) =>
  MODELS.map((model) => [compiler, model] as const),
);

test.each(COMPILED)('by tsc of TypeScript %s, with %s decorators', async (compiler, model) => {
  const folder = project(model);
  await run(folder, join(ROOT, COMPILERS[compiler], 'node_modules/typescript/bin/tsc'), '--skipLibCheck');
  expect(await run(folder, 'toolchain.js')).toBe(LINKED);
});

test.each(MODELS)('by tsx, with %s decorators', async (model) => {
  expect(await run(project(model), join(ROOT, 'node_modules/tsx/dist/cli.mjs'), SOURCE)).toBe(LINKED);
});

test.each(MODELS)('by esbuild for a target below esnext, with %s decorators', async (model) => {
  expect(await run(await bundle(model, 'es2022'), 'out.cjs')).toBe(LINKED);
});

test('esbuild leaves standard decorators to the engine for esnext, and no Node takes them', async () => {
  const folder = await bundle('standard', 'esnext');
  expect(readFileSync(join(folder, 'out.cjs'), 'utf8')).toMatch(/^ +@\(.*LinkFrom/m);
  await expect(run(folder, 'out.cjs')).rejects.toThrow('SyntaxError: Invalid or unexpected token');
});

test.each([
  ['decoratorVersion 2022-03', { decoratorVersion: '2022-03' }],
  ['decoratorVersion 2023-11', { decoratorVersion: '2023-11' }],
  ['legacyDecorator', { legacyDecorator: true, decoratorMetadata: true }],
])('by SWC, with %s', async (_setting, transform) => {
  const { transformSync } = jest.requireActual<Swc>('@swc/core');
  const folder = project('standard');
  const jsc = { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform };
  const options = { swcrc: false, module: { type: 'commonjs' }, jsc };
  writeFileSync(join(folder, 'out.cjs'), transformSync(readFileSync(join(folder, SOURCE), 'utf8'), options).code);
  expect(await run(folder, 'out.cjs')).toBe(LINKED);
});

const newer = findNewerNode();
(newer === undefined ? test.skip : test)('Node itself strips types alone, and takes no decorators', async () => {
  const running = promisify(execFile)(newer as string, [SOURCE], { cwd: project('standard') });
  await expect(running).rejects.toThrow('SyntaxError');
});
