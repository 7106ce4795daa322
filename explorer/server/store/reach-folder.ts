/** Finds out whether the file system of a data folder answers, before this process waits for it. */
import { spawn } from 'node:child_process';

/** Milliseconds in which it has to: a disk that sleeps, or a folder that is mounted first, takes a few seconds. */
const LIMIT = 10_000;

// what a start does first with a folder; its errors are told by those who do it again
const PROBE = `
const { existsSync, mkdirSync, readdirSync } = require('node:fs');
const { dirname, resolve } = require('node:path');
const [, data, makes] = process.argv;
const missing = [];
for (let path = resolve(data); !existsSync(path); path = dirname(path)) missing.unshift(path);
try {
  if (makes === 'true') for (const path of missing) mkdirSync(path, { mode: 0o700 });
  readdirSync(data);
} catch {}
`;

/**
 * Resolves once a process of its own has looked into the folder: a call that hangs, as on a server that is gone, would
 * stop this one for ever, and no signal ends it.
 *
 * @param makes true if the folder is made, where it is missing
 * @throws an error that says what to do, if the file system does not answer in time
 */
export async function reachFolder(data: string, makes: boolean): Promise<void> {
  // without the options of this process, which may load modules or wait for a debugger
  const env = { ...process.env, NODE_OPTIONS: '' };
  const child = spawn(process.execPath, ['-e', PROBE, data, String(makes)], { env, stdio: 'ignore' });
  let timer: NodeJS.Timeout | undefined;
  const isReached = await new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), LIMIT);
    child.once('exit', () => resolve(true));
    // without a process to spare, the call is done here
    child.once('error', () => resolve(true));
  });
  clearTimeout(timer);
  if (isReached) return;
  child.kill('SIGKILL');
  // it may not end even so
  child.unref();
  throw new Error(
    `The data folder ${data} cannot be used: its file system did not answer within ${LIMIT / 1000} seconds, as one ` +
      'over a network whose server is gone. Check what is mounted there, or give another folder with --data.',
  );
}
