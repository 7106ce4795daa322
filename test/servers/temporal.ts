/** Temporal's server: its own one from Go, or the test server of its SDK for Java, which can do less. */
import { findTemporal } from '../../tools/temporal.cjs';
import { type Server, startServer } from './start-server.js';

/** A server of Temporal's, with its address. */
export interface TemporalServer extends Server {
  readonly address: string;
  readonly namespace: string;
}

/** Starts the server that is installed. */
export async function startTemporal(): Promise<TemporalServer> {
  const found = findTemporal();
  if (found === undefined) throw new Error('no server of Temporal is installed: run `node tools/temporal.cjs`');
  const server =
    found.kind === 'go'
      ? await startServer(found.path, () => ({ args: [], ready: /listens at \S+:(?<port>\d+) in (?<namespace>\S+)\n/ }))
      : await startServer('java', ({ port }) => ({
          args: ['-Xmx256m', '-cp', `${found.path}/*`, 'io.temporal.testserver.TestServer', String(port)],
          // it says nothing of its own; clients wait for its port
          ready: /SLF4J: Defaulting to no-operation/,
        }));
  return { ...server, address: `127.0.0.1:${server.port}`, namespace: server.said.namespace ?? 'default' };
}
