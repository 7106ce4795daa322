/** Starts the real servers that tests and samples talk to: from their binary, in a temporary folder, on a free port. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import { findBinary } from '../../tools/servers.cjs';

/** A server that runs until it is stopped, or until this process ends. */
export interface Server {
  readonly port: number;
  /** The named groups of the text by which it said that it takes connections. */
  readonly said: Readonly<Record<string, string | undefined>>;
  /** Asks it to stop, and waits until it has; its folder is removed. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
}

/** The folder and the port of a server. */
export interface Place {
  readonly folder: string;
  readonly port: number;
}

/** The command that starts a server. */
export interface Command {
  readonly args: readonly string[];
  /** The text that it writes when it takes connections; a group `port` is the port, where it has chosen that itself. */
  readonly ready: RegExp;
  readonly env?: Readonly<Record<string, string>>;
  /** The user that it runs as, and who owns its folder, if this process is root. */
  readonly user?: string | undefined;
  /** The signal that asks it to stop. */
  readonly signal?: NodeJS.Signals;
  /** Runs before it, in the same way. */
  readonly before?: { readonly binary: string; readonly args: readonly string[] };
}

/** Starts the server of that binary, by its name or its path, and waits until it takes connections. */
export async function startServer(binary: string, command: (place: Place) => Command): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), `spanlink-${basename(binary)}-`));
  const port = await freePort();
  const { args, ready, env, user, signal, before } = command({ folder, port });
  const owner = user === undefined || process.getuid?.() !== 0 ? {} : { uid: idOf(user, '-u'), gid: idOf(user, '-g') };
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const options = { ...owner, cwd: folder, env: { ...process.env, ...env } };
  if (before !== undefined) {
    const { status, stderr } = spawnSync(pathOf(before.binary), before.args, { ...options, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${before.binary} failed: ${stderr}`);
  }
  const child = spawn('sh', ['-c', GUARDED, 'sh', pathOf(binary), ...args], { ...options, detached: true });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async (with_: NodeJS.Signals): Promise<void> => {
    signalGroup(child, with_);
    await closed;
    rmSync(folder, { recursive: true, force: true });
  };
  let said: Server['said'] = {};
  try {
    said = (await outputOf(child, ready, binary)).groups ?? {};
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return {
    port: Number(said.port ?? port),
    said,
    stop: () => end(signal ?? 'SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

/**
 * A port that nobody listens on. It is below those that systems give to whoever asks for any, so that nobody else has
 * it by the time at which a slow server listens.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Runs the server until it ends, and ends it when the pipe from this process closes, however this process ends. */
const GUARDED = `
  trap : TERM INT
  exec 3<&0
  "$@" </dev/null & server=$!
  { trap '' TERM INT; cat <&3; kill -KILL 0; } >/dev/null 2>&1 & pipe=$!
  while kill -0 $server 2>/dev/null; do wait $server; done
  kill -KILL $pipe 2>/dev/null`;

function outputOf(child: ChildProcess, ready: RegExp, binary: string): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      if (output.length < 100_000) output += chunk.toString();
      const match = ready.exec(output);
      if (match !== null) resolve(match);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${binary} ended with ${code} before it was ready: ${output}`)));
  });
}

function pathOf(binary: string): string {
  const path = isAbsolute(binary) ? binary : findBinary(binary);
  if (path === undefined) throw new Error(`${binary} is not installed`);
  return path;
}

function idOf(user: string, flag: '-u' | '-g'): number {
  return Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // it has ended
  }
}
