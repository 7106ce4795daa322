// Builds the package in the current folder before npm packs it, and puts the changelog of all packages beside it.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
if (relative(root, '.') !== '') copyFileSync(join(root, 'CHANGELOG.md'), 'CHANGELOG.md');
// the plugin is published as it is written
if (existsSync('tools/build.mjs')) {
  // what npm reads from stdout is its own
  process.exitCode = spawnSync(process.execPath, ['tools/build.mjs'], { stdio: ['ignore', 2, 2] }).status ?? 1;
}
