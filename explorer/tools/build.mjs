// Builds dist: the server with tsc (dist/server, dist/api) and the page with Vite (dist/page). `--only=server` and
// `--only=page` write over that part, and leave the rest.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);

const run = (...command) => {
  const { status } = spawnSync('npx', ['--no-install', ...command], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

if (only === undefined) rmSync(`${root}/dist`, { recursive: true, force: true });
if (only !== 'page') run('tsc', '--project', 'tsconfig.build.json');
if (only !== 'server') run('vite', 'build', '--logLevel', 'warn');
