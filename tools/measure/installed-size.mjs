// Installs the packed explorer as a user would, and prints the megabytes that it and its engine take on the disk.
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './measured-file.mjs';

const folder = mkdtempSync(join(tmpdir(), 'spanlink-installed-'));
const npm = (cwd, ...args) => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
try {
  npm(ROOT, 'pack', '--silent', '--pack-destination', folder, '--workspace', 'explorer');
  const [tarball] = readdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{}');
  npm(folder, 'install', '--no-audit', '--no-fund', `./${tarball}`);
  const modules = join(folder, 'node_modules');
  const engine = megabytes(join(modules, '@chdb')) + megabytes(join(modules, 'chdb'));
  if (!existsSync(join(modules, '@chdb'))) throw new Error('expected the engine to be installed, and found no @chdb');
  console.log(JSON.stringify({ all: megabytes(modules), engine }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function megabytes(path) {
  return Math.round(bytes(path) / 1e6);
}

function bytes(path) {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.isFile() ? stat.blocks * 512 : 0;
  return readdirSync(path).reduce((sum, name) => sum + bytes(join(path, name)), 0);
}
