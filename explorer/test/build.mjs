// Compiles the server for the tests that start it as a process, once before all of them.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// apart from dist, which a bench or an explorer may be running from
const built = join(root, '.cache', 'command');

// Jest calls the default export
export default function build() {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const options = [
    '--project',
    'tsconfig.build.json',
    '--outDir',
    built,
    '--incremental',
    '--tsBuildInfoFile',
    join(built, 'tsbuildinfo'),
  ];
  const { status, stdout } = spawnSync(process.execPath, [compiler, ...options], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
}
