// Finds and installs the servers that the tests talk to: their binaries and Debian packages.
const { spawnSync } = require('node:child_process');
const { accessSync, constants, readdirSync } = require('node:fs');
const { delimiter, join } = require('node:path');

/** Debian packages by the name of the binary. */
const PACKAGES = {
  'redis-server': 'redis-server',
  'rabbitmq-server': 'rabbitmq-server',
  'nats-server': 'nats-server',
  mosquitto: 'mosquitto',
  postgres: 'postgresql',
  chromium: 'chromium',
};

/** Debian packages of the programs that other servers are installed with. */
const TOOLS = { java: 'default-jre-headless', javac: 'default-jdk-headless', mvn: 'maven' };

/** The folders to search, those of the packages first: a binary on PATH may be a wrapper that switches the user. */
const folders = () => [
  '/usr/lib/rabbitmq/bin',
  ...versionsIn('/usr/lib/postgresql').map((version) => join('/usr/lib/postgresql', version, 'bin')),
  ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
  '/usr/local/sbin',
  '/usr/sbin',
];

const versionsIn = (folder) => {
  try {
    return readdirSync(folder).sort((one, other) => Number(other) - Number(one));
  } catch {
    return [];
  }
};

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Returns the path of a binary, or `undefined` if it is not installed. */
exports.findBinary = (name) =>
  folders()
    .map((folder) => join(folder, name))
    .find(isExecutable);

/** Returns the wanted servers (by default, all) that are not installed. */
exports.missingServers = (wanted = Object.keys(PACKAGES)) =>
  wanted.filter((name) => exports.findBinary(name) === undefined);

/** Installs the missing servers (or `java`, `javac` and `mvn`) with apt; does nothing unless run as root. */
exports.installServers = (wanted) => {
  const packages = exports.missingServers(wanted).map((name) => PACKAGES[name] ?? TOOLS[name]);
  if (packages.length === 0 || process.getuid?.() !== 0 || exports.findBinary('apt-get') === undefined) return;
  console.log(`installing ${packages.join(', ')}`);
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
};
