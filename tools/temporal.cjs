// The Temporal server of the tests: Temporal's own, built from the Go module proxy where Go is there, or else the test
// server of its SDK for Java, from Maven. Building the first takes minutes, so that it is begun before anything else:
// `node tools/temporal.cjs` builds it where it is missing.
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { folderOf, installOnce } = require('./install-once.cjs');
const { findJars, installJars } = require('./jars.cjs');
const { findBinary } = require('./servers.cjs');

const SOURCES = join(__dirname, '../test/temporal/server');
const TEST_SERVER = { name: 'temporal-java', jars: ['io.temporal:temporal-test-server:1.38.0'] };

/** A proxy for modules may fail once, and the next build goes on from what is there. */
const TRIES = 3;

const goServer = () => {
  const sources = ['main.go', 'go.mod'].map((name) => readFileSync(join(SOURCES, name), 'utf8'));
  return join(folderOf('temporal', ...sources, process.arch), 'server');
};

/**
 * Returns the server that is installed: `{ kind: 'go', path }`, or `{ kind: 'java', path }` with the folder of its
 * jars, which knows neither headers of signals nor schedules; `undefined` where neither is.
 */
exports.findTemporal = () => {
  if (existsSync(goServer())) return { kind: 'go', path: goServer() };
  const path = findJars(TEST_SERVER);
  return path === undefined ? undefined : { kind: 'java', path };
};

/** Installs the server that this machine can have, unless that is there or another process is at it. */
exports.installTemporal = () => {
  if (findBinary('go') === undefined || !installOnce(goServer(), build)) installJars(TEST_SERVER);
};

function build(path) {
  console.log("building Temporal's server, which takes minutes, and is kept");
  const args = ['-n', '19', 'go', 'build', '-trimpath', '-ldflags=-s -w', '-o', path, '.'];
  const env = { ...process.env, GOTOOLCHAIN: 'local' };
  const run = () => spawnSync('nice', args, { cwd: SOURCES, env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  return Array.from({ length: TRIES }).some(run);
}

if (require.main === module) exports.installTemporal();
