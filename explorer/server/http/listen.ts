/** Listens on a port, with an error that says what to do when the port is in use. */
import type { Server } from 'node:net';
import type { AddressInfo } from 'node:net';

/** An address to listen on. */
export interface ListenOptions {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
}

/** Advice for when another program listens on the port. */
export interface PortAdvice {
  /** Programs that probably listen there. */
  readonly suspects: string;
  /** The way out, with the option that changes the port. */
  readonly remedy: string;
}

/**
 * Starts listening.
 *
 * @returns the bound address, such as `127.0.0.1:4318`
 * @throws a {@link listenError} if the port is in use
 */
export async function listen(server: Server, options: ListenOptions, advice: PortAdvice): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, options, advice)));
    server.listen(options.port, options.host, resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  return `${bracketed(address)}:${port}`;
}

/** Adds the advice to an error whose code is `EADDRINUSE`; returns any other error unchanged. */
function listenError(error: NodeJS.ErrnoException, { host, port }: ListenOptions, advice: PortAdvice): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(
    `Another program listens on ${host}:${port}, maybe ${advice.suspects}. Stop it, or ${advice.remedy}.`,
    { cause: error },
  );
}

/** An IP address as a URL contains it: IPv6 in brackets. */
const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
