// Temporal's SDKs for Java and Python with their interceptors for OpenTelemetry, for workers beside ours in the tests;
// that for Go is in the server that the tests build.
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { folderOf, installOnce } = require('./install-once.cjs');
const { findJars, installJars } = require('./jars.cjs');
const { findBinary, installServers } = require('./servers.cjs');
const { findTemporal } = require('./temporal.cjs');

const JAVA = {
  name: 'temporal-sdk-java',
  jars: [
    'io.temporal:temporal-sdk:1.38.0',
    'io.temporal:temporal-opentracing:1.38.0',
    'io.opentelemetry:opentelemetry-opentracing-shim:1.55.0',
    'io.opentelemetry:opentelemetry-sdk:1.55.0',
  ],
};
const PYTHON = ['temporalio[opentelemetry]==1.35.0', 'opentelemetry-sdk==1.45.2'];

const FOLDER = join(__dirname, '../test/temporal/workers');
const packages = () => join(folderOf('temporal-sdk-python', ...PYTHON), 'packages');

const find = {
  Go: (...args) => {
    const server = findTemporal();
    return server?.kind === 'go' ? { binary: server.path, args: ['worker', ...args] } : undefined;
  },
  Java: (...args) => {
    const libs = findJars(JAVA);
    // a source is compiled when it is run
    if (libs === undefined || findBinary('javac') === undefined) return undefined;
    const options = ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-cp', `${libs}/*`];
    return { binary: 'java', args: [...options, join(FOLDER, 'Worker.java'), ...args] };
  },
  Python: (...args) =>
    existsSync(packages()) && findBinary('python3') !== undefined
      ? { binary: 'python3', args: [join(FOLDER, 'worker.py'), ...args], env: { PYTHONPATH: packages() } }
      : undefined,
};

/** The languages of those workers. */
exports.LANGUAGES = Object.keys(find);

/** Returns the command that starts a worker, with its arguments; `undefined` where its SDK is not installed. */
exports.findWorker = (language, ...args) => find[language](...args);

/** Installs those that are missing, as far as this machine can have them. */
exports.installWorkers = () => {
  installServers(['javac']);
  if (findBinary('javac') !== undefined) installJars(JAVA);
  if (existsSync(packages()) || findBinary('python3') === undefined) return;
  console.log(`installing ${PYTHON[0]}`);
  installOnce(packages(), (path) => {
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', path, ...PYTHON];
    const env = { ...process.env, PIP_ROOT_USER_ACTION: 'ignore' };
    return spawnSync('python3', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  });
};

if (require.main === module) exports.installWorkers();
