/** A server of Temporal's, if one is installed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { findTemporal } from '../../tools/temporal.cjs';

/** Starts the server; `undefined` where none is installed (`node tools/temporal.cjs` installs one). */
export async function startTemporal() {
  const found = findTemporal();
  if (found === undefined) return undefined;
  if (found.kind === 'go') {
    const server = spawn(found.path, { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = await once(server.stdout, 'data');
    return { address: /listens at (\S+)/.exec(line)[1], stop: () => server.kill() };
  }
  const port = await freePort();
  const args = ['-Xmx256m', '-cp', `${found.path}/*`, 'io.temporal.testserver.TestServer', String(port)];
  const server = spawn('java', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  await once(server.stderr, 'data');
  return { address: `127.0.0.1:${port}`, stop: () => server.kill() };
}

async function freePort() {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  await once(server.close(), 'close');
  return port;
}
