/** Closes an HTTP server whose clients keep their connections open. */
import type { Server } from 'node:http';

/** Stops accepting connections, and resolves once every pending request is answered. */
export async function closeServer(server: Server): Promise<void> {
  // a connection is idle once its request is answered, and its client may hold it for minutes
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearInterval(sweep);
}
