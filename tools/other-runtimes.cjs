// Runtimes that are no Node: Bun and Deno. Their packages on npm fetch binaries by scripts, which npm does not run,
// and those of each platform contain them.
const { findBeside, installBeside } = require('./install-beside.cjs');

const { platform, arch } = process;

/** Their versions, and the package and the path of the binary on this platform. */
exports.RUNTIMES = {
  Bun: {
    version: '1.4.5',
    package: `@oven/bun-${platform === 'win32' ? 'windows' : platform}-${arch === 'arm64' ? 'aarch64' : arch}`,
    binary: 'bin/bun',
  },
  Deno: {
    version: '2.9.6',
    package: `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`,
    binary: 'deno',
  },
};

/** Returns the path of a runtime, or `undefined` if it is not installed in its version. */
exports.findRuntime = (name) => {
  const { version, package: from, binary } = exports.RUNTIMES[name];
  return findBeside('runtimes', from, version, platform === 'win32' ? `${binary}.exe` : binary);
};

/** Installs those that are missing. */
exports.installRuntimes = () => {
  const missing = Object.keys(exports.RUNTIMES).filter((name) => exports.findRuntime(name) === undefined);
  if (missing.length === 0) return;
  const named = missing.map((name) => exports.RUNTIMES[name]);
  console.log(`installing ${missing.map((name, at) => `${name} ${named[at].version}`).join(' and ')}`);
  installBeside(
    'runtimes',
    named.map((each) => `${each.package}@${each.version}`),
  );
};
