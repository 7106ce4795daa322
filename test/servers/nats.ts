/** NATS with JetStream. */
import { type Server, startServer } from './start-server.js';

/** Starts a NATS server; `nats://127.0.0.1:port`. */
export function startNats(): Promise<Server> {
  return startServer('nats-server', ({ folder, port }) => ({
    args: ['--addr', '127.0.0.1', '--port', String(port), '--jetstream', '--store_dir', folder],
    ready: /Server is ready/,
  }));
}
