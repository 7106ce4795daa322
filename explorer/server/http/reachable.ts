/** Addresses that a browser can open, of those that are listened on. */
import { networkInterfaces } from 'node:os';

/** The addresses that stand for all of a machine, with one of them that it has in any case. */
const ALL: Readonly<Record<string, string>> = {
  '0.0.0.0': '127.0.0.1',
  '[::]': '[::1]',
  '[::ffff:0.0.0.0]': '127.0.0.1',
};

/**
 * Returns an address that programs of this machine reach.
 *
 * @param address the bound one, such as `0.0.0.0:4319`
 */
export function reachable(address: string): string {
  const { host, port } = split(address);
  return `${ALL[host] ?? host}:${port}`;
}

/** Returns the addresses that other machines reach, if all of this one are listened on. */
export function reachableFromOthers(address: string): string[] {
  const { host, port } = split(address);
  if (ALL[host] === undefined) return [];
  return Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address: one }) => `${one}:${port}`);
}

const split = (address: string): { readonly host: string; readonly port: string } => {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: address.slice(colon + 1) };
};
