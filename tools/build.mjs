// Builds dist: ES modules and CommonJS, each with its own types, so that both kinds of import get matching types.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';

const tsc = (...args) => {
  const { status } = spawnSync('npx', ['--no-install', 'tsc', '--project', 'tsconfig.build.json', ...args], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
};

rmSync('dist', { recursive: true, force: true });
tsc('--outDir', 'dist/esm');
tsc('--outDir', 'dist/cjs', '--module', 'CommonJS', '--moduleResolution', 'Bundler', '--verbatimModuleSyntax', 'false');
for (const [folder, type] of [
  ['esm', 'module'],
  ['cjs', 'commonjs'],
]) {
  mkdirSync(`dist/${folder}`, { recursive: true });
  writeFileSync(`dist/${folder}/package.json`, `${JSON.stringify({ type, sideEffects: false })}\n`);
}
