// Builds dist: for each entry point of package.json a file, with what they share in chunks, as ES modules and as
// CommonJS; and to both, the same declarations, so that each kind of import gets types of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { bundle } from './build/bundle.mjs';
import { FORMATS } from './build/entries.mjs';

rmSync('dist', { recursive: true, force: true });
const declare = spawn('npx', ['--no-install', 'tsc', '--project', 'tsconfig.build.json'], { stdio: 'inherit' });
const [[status]] = await Promise.all([once(declare, 'close'), ...FORMATS.map(({ folder }) => bundle(folder))]);
if (status !== 0) process.exitCode = 1;
cpSync('dist/types', 'dist/esm', { recursive: true });
cpSync('dist/types', 'dist/cjs', { recursive: true });
rmSync('dist/types', { recursive: true, force: true });
// written last: it tells that the build is whole
for (const { folder, type } of FORMATS)
  writeFileSync(`dist/${folder}/package.json`, `${JSON.stringify({ type, sideEffects: false })}\n`);
