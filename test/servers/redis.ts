/** Redis, which keeps nothing on disk. */
import { type Server, startServer } from './start-server.js';

/** Starts a Redis server. */
export function startRedis(): Promise<Server> {
  return startServer('redis-server', ({ folder, port }) => ({
    args: ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
    ready: /Ready to accept connections/,
  }));
}
