// Other versions of Node than the one that runs: the oldest that the packages are for, and newer ones, with features
// that Node 20 lacks, such as `node:sqlite`. They are no dependencies: a `node` among the packages' binaries would then
// run every script of this package.
const { findBeside, installBeside } = require('./install-beside.cjs');

const PACKAGE = `node-${process.platform}-${process.arch}`;

/** The oldest Node of `engines`, and those of later lines. */
exports.NODES = ['20.0.0', '22.23.3', '24.21.0', '26.12.1'];

const aliasOf = (version) => `node-${version.split('.')[0]}`;

/** Returns the path of a version of Node, or `undefined` if it is not installed. */
exports.findNode = (version) => findBeside('nodes', aliasOf(version), version, 'bin/node');

/** Returns the path of Node 24 or later, or `undefined` if none is installed. */
exports.findNewerNode = () =>
  Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : exports.findNode('24.21.0');

/** Installs the versions that are missing. */
exports.installNodes = () => {
  const missing = exports.NODES.filter((version) => exports.findNode(version) === undefined);
  if (missing.length === 0) return;
  console.log(`installing Node ${missing.join(', ')}, beside this one`);
  installBeside(
    'nodes',
    missing.map((version) => `${aliasOf(version)}@npm:${PACKAGE}@${version}`),
  );
};
