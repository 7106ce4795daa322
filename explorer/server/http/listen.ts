/** Listens on ports, with an error that says what to do about each that cannot be had. */
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { listenError } from './listen-error.js';
import type { ListenFailure, Place } from './listen-error.js';

/** An address to listen on. */
export interface ListenOptions {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
}

/**
 * Starts listening.
 *
 * @param place what is served there, for the error
 * @returns the bound address, such as `127.0.0.1:4318`
 * @throws an error that says why it cannot listen, and what to do
 */
export async function listen(server: Server, { host, port }: ListenOptions, place: Place): Promise<string> {
  await bind(server, { host, port }).catch((error: NodeJS.ErrnoException) => {
    throw listenError([{ host, port, place, error }]);
  });
  const { address, port: bound } = server.address() as AddressInfo;
  return `${bracketed(address)}:${bound}`;
}

const bind = (server: Server, { host, port }: ListenOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });

/**
 * Tries to listen on all of them at once, and then leaves them free.
 *
 * @throws one error for all that cannot be listened on, or if two have the same port
 */
export async function checkPorts(host: string, wanted: readonly (Place & { readonly port: number })[]): Promise<void> {
  for (const [index, { port, option }] of wanted.entries()) {
    const same = port === 0 ? undefined : wanted.slice(index + 1).find((other) => other.port === port);
    if (same) throw new Error(`${option} and ${same.option} are both ${port}: give each a port of its own.`);
  }
  const servers = wanted.map(() => createServer());
  const tried = await Promise.all(
    wanted.map(async ({ port, ...place }, index): Promise<ListenFailure | undefined> => {
      const server = servers[index] ?? createServer();
      return bind(server, { host, port }).then(
        () => undefined,
        (error: NodeJS.ErrnoException) => ({ host, port, place, error }),
      );
    }),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const failures = tried.filter((failure) => failure !== undefined);
  if (failures.length > 0) throw listenError(failures);
}

/** An IP address as a URL contains it: IPv6 in brackets. */
const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
