// Packages of npm that are no dependencies, each by its exact version, in a folder of `.cache/`.
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const folderOf = (kind) => join(__dirname, '../.cache', kind);

/** Returns the path of a file in a package of a kind, or `undefined` if the package is not there in that version. */
exports.findBeside = (kind, name, version, file) => {
  const folder = join(folderOf(kind), 'node_modules', name);
  const path = join(folder, file);
  if (!existsSync(path)) return undefined;
  // Node's have a v before it
  const installed = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version.replace(/^v/, '');
  return installed === version ? path : undefined;
};

/** Installs packages into the folder of a kind, beside those that are there. */
exports.installBeside = (kind, packages) => {
  spawnSync(
    'npm',
    [
      ...['install', '--prefix', folderOf(kind), '--no-package-lock', '--ignore-scripts'],
      ...['--no-audit', '--no-fund', '--loglevel=error', ...packages],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
};
