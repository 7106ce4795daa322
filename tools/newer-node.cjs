// A newer Node, for features that Node 20 lacks, such as `node:sqlite`. It is not a dependency: a `node` among the
// packages' binaries would then run every script of this package.
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const PACKAGE = `node-${process.platform}-${process.arch}`;
const VERSION = '24.21.0';
const folder = join(__dirname, '../.cache/newer-node');
const binary = join(folder, 'node_modules', PACKAGE, 'bin/node');

/** Returns the path of Node 24 or later, or `undefined` if none is installed. */
exports.findNewerNode = () => {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return existsSync(binary) ? binary : undefined;
};

/** Installs Node 24 if it is missing. */
exports.installNewerNode = () => {
  if (exports.findNewerNode() !== undefined) return;
  console.log(`installing Node ${VERSION}, beside this one`);
  spawnSync(
    'npm',
    [
      'install',
      '--prefix',
      folder,
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `${PACKAGE}@${VERSION}`,
    ],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
};
