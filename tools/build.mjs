// Builds dist: ES modules and CommonJS, each with its own types, so that both kinds of import get matching types.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';

/** Compiles into a folder of dist. Returns true if there were no errors. */
const compile = async (folder, type, ...options) => {
  const args = ['--no-install', 'tsc', '--project', 'tsconfig.build.json', '--outDir', `dist/${folder}`, ...options];
  const [status] = await once(spawn('npx', args, { stdio: 'inherit' }), 'close');
  mkdirSync(`dist/${folder}`, { recursive: true });
  writeFileSync(`dist/${folder}/package.json`, `${JSON.stringify({ type, sideEffects: false })}\n`);
  return status === 0;
};

rmSync('dist', { recursive: true, force: true });
const compiled = await Promise.all([
  compile('esm', 'module'),
  compile(
    'cjs',
    'commonjs',
    ...['--module', 'CommonJS', '--moduleResolution', 'Bundler', '--verbatimModuleSyntax', 'false'],
  ),
]);
if (compiled.includes(false)) process.exitCode = 1;
