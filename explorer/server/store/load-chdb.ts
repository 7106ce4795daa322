/** Loads the engine that runs in this process: a large library, of which not every platform has a build. */
import { existsSync } from 'node:fs';
import type { createChdbConnection } from 'chdb/connection';

/** The parts of the library that a store uses. */
export interface Chdb {
  readonly createChdbConnection: typeof createChdbConnection;
  /** Waits for statements that still run. */
  readonly drainPending: () => Promise<void>;
}

/** The packages with the builds, by platform. */
const BUILDS: Readonly<Record<string, string>> = {
  'darwin arm64': '@chdb/lib-darwin-arm64',
  'darwin x64': '@chdb/lib-darwin-x64',
  'linux arm64': '@chdb/lib-linux-arm64-gnu',
  'linux x64': '@chdb/lib-linux-x64-gnu',
};
const SIZE = 'about 540 MB on the disk';

const WITHOUT_IT =
  'Without it, give a ClickHouse server with --clickhouse http://user:password@host:8123, or ask a running explorer ' +
  'with --url.';

/**
 * Loads it, which takes a moment: only where spans are kept in a data folder.
 *
 * @throws an error that says which platforms have it, how large it is, and what to do
 */
export async function loadChdb(): Promise<Chdb> {
  try {
    const [{ drainPending }, { createChdbConnection }] = await Promise.all([import('chdb'), import('chdb/connection')]);
    return { createChdbConnection, drainPending };
  } catch (error) {
    throw new Error(`The embedded engine (chDB) is not there: ${reasonOf(error)} ${WITHOUT_IT}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const platform = `${process.platform} ${process.arch}`;
  const build = BUILDS[platform];
  if (build === undefined || isMusl()) {
    const instead = process.platform === 'win32' ? ' On Windows, WSL 2 has it.' : '';
    return (
      'there are builds for macOS and for Linux with glibc, each for x64 and arm64, and this is ' +
      `${platform}${isMusl() ? ' with musl' : ''}.${instead}`
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  // the library's own error, and Node's where even that is missing
  const isMissing = /no native binding|Cannot find (?:package|module)/.test(message);
  return isMissing
    ? `the packages chdb and ${build} (${SIZE}) are not installed: --omit=optional leaves them out, and so does a ` +
        `lock file of another platform. Install them with "npm install --include=optional chdb".`
    : `${build} (${SIZE}) cannot be loaded: ${message.split('\n', 1)[0] ?? ''} Delete node_modules, and install again.`;
}

/** Returns true on Linux with another C library than glibc, such as Alpine's. */
function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const hasGlibc = [`/lib64/ld-linux-x86-64.so.2`, '/lib/ld-linux-aarch64.so.1'].some((path) => existsSync(path));
  return !hasGlibc && existsSync(`/lib/ld-musl-${machine}.so.1`);
}
