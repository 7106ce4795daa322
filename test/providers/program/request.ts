/** A server, to which its own process sends requests. */
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface OwnServer {
  /** Sends a request, which `handle` handles, and waits for the answer. */
  request(handle: () => Promise<unknown>): Promise<void>;
  close(): Promise<unknown>;
}

/** Starts the server. */
export function startServer(): OwnServer {
  let handler: () => Promise<unknown> = async () => undefined;
  const server = createServer((_request, response) => void handler().then(() => response.end('done')));
  server.listen(0, '127.0.0.1');
  const listening = once(server, 'listening');
  return {
    async request(handle) {
      await listening;
      handler = handle;
      const { port } = server.address() as AddressInfo;
      const sent = get({ host: '127.0.0.1', port, path: '/orders', agent: false });
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      answer.resume();
      await once(answer, 'end');
    },
    close: () => {
      server.close();
      return once(server, 'close');
    },
  };
}
