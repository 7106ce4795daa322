/** PostgreSQL, which refuses to run as root. */
import { type Server, startServer } from './start-server.js';

/** Starts a PostgreSQL server; `postgresql://postgres@127.0.0.1:port/postgres`. */
export function startPostgres(): Promise<Server> {
  return startServer('postgres', ({ folder, port }) => ({
    before: {
      binary: 'initdb',
      args: ['-D', `${folder}/data`, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8'],
    },
    args: ['-D', `${folder}/data`, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'],
    ready: /database system is ready to accept connections/,
    user: 'postgres',
    signal: 'SIGINT',
  }));
}
