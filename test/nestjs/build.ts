/**
 * Compiles the applications of the tests once a test run (a global setup of Jest's), for each major of Nest in the
 * folder of its workspace: there `tsc` emits CommonJS or ES modules by that workspace's `type`, and every import
 * resolves as in an application. Does nothing if nothing has changed since the last run.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = join(__dirname, '../..');
const APPS = join(__dirname, 'apps');
const TSCONFIG = join(__dirname, 'tsconfig.apps.json');

/** The majors of Nest, each a workspace of this folder. */
export const NESTS = ['nest-11', 'nest-12'] as const;

/** A major of Nest. */
export type Nest = (typeof NESTS)[number];

/** The build folders of a workspace (`src`, `with` our decorators, `without` them) and the output of `tsc`. */
export function buildOf(nest: string): Record<'folder' | 'src' | 'with' | 'without' | 'typeErrors', string> {
  const folder = join(__dirname, nest, 'build');
  return {
    folder,
    src: join(folder, 'src'),
    with: join(folder, 'with'),
    without: join(folder, 'without'),
    typeErrors: join(folder, 'type-errors.txt'),
  };
}

/** Called by Jest, which wants a default export, before the first test of the project. */
export default async function build(): Promise<void> {
  if (!existsSync(join(ROOT, 'dist/cjs/index.js')))
    throw new Error('the tests of NestJS use the built package: run `npm run build` first');
  const packed = [...filesIn(join(ROOT, 'dist')), join(ROOT, 'package.json')];
  const state = hashOf([...packed, ...filesIn(APPS), TSCONFIG, __filename, join(ROOT, 'package-lock.json')]);
  await Promise.all(NESTS.map((nest) => buildFor(nest, state)));
}

async function buildFor(nest: string, state: string): Promise<void> {
  const { folder, src, with: emitted, without, typeErrors } = buildOf(nest);
  const installed = join(__dirname, nest, 'node_modules/spanlink');
  const stamp = join(folder, 'state.txt');
  if (existsSync(installed) && existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
  rmSync(stamp, { force: true });
  install(installed);
  replace(src, (to) => cpSync(APPS, to, { recursive: true }));
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.apps.json',
      compilerOptions: { rootDir: 'src', outDir: 'with' },
      include: ['src'],
    }),
  );
  const tsc = spawn(
    process.execPath,
    [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder, '--pretty', 'false'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  // applications with errors are emitted as well, so as not to hold up the others; types.test.ts reports them
  const [said] = await Promise.all([text(tsc.stdout), once(tsc, 'exit')]);
  writeFileSync(typeErrors, said);
  replace(without, (to) => writeWithout(emitted, to));
  writeFileSync(stamp, state);
}

/** The package as npm would install it, below the workspace, so that its peers are that workspace's. */
function install(folder: string): void {
  replace(folder, (to) => {
    cpSync(join(ROOT, 'dist'), join(to, 'dist'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(to, 'package.json'));
  });
}

/** The same applications, with decorators in the place of ours that do nothing. */
function writeWithout(from: string, to: string): void {
  for (const path of filesIn(from).filter((name) => name.endsWith('.js'))) {
    const copy = join(to, path.slice(from.length));
    mkdirSync(dirname(copy), { recursive: true });
    const code = readFileSync(path, 'utf8');
    writeFileSync(
      copy,
      path.endsWith('nothing.js') ? code : code.replace(/(from |require\()(['"])spanlink\2/g, '$1$2./nothing.js$2'),
    );
  }
}

/** Writes a folder beside its place, and then puts it there. */
function replace(folder: string, write: (to: string) => void): void {
  const fresh = `${folder}-${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  write(fresh);
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path).update(readFileSync(path));
  return hash.digest('hex');
}
