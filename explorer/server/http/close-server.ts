/** Closes an HTTP server whose clients keep their connections. */
import type { Server } from 'node:http';

/** Takes no more connections, and resolves once every request that it has is answered. */
export async function closeServer(server: Server): Promise<void> {
  // a connection is idle once its request is answered, and its client may hold it for minutes
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearInterval(sweep);
}
