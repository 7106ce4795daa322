/** Finds out if spans would be forwarded to the process that forwards them. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
const WILDCARDS = ['0.0.0.0', '::'];

/**
 * Checks an address. A proxy in between is not seen through.
 *
 * @param listening where this process listens: `127.0.0.1:4318`, `[::]:4317`
 */
export async function isOwnAddress(url: URL, listening: readonly string[]): Promise<boolean> {
  const port = url.port === '' ? PORTS[url.protocol] : Number(url.port);
  const hosts = listening.map(splitAddress).filter((own) => own.port === port);
  if (hosts.length === 0) return false;
  const targets = await addressesOf(url.hostname.replace(/^\[|\]$/g, ''));
  const ofMachine = Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []);
  for (const { host } of hosts) {
    const own = WILDCARDS.includes(host) ? [...ofMachine, ...WILDCARDS] : [...(await addressesOf(host))];
    // 127.0.0.2 is this machine, too
    const isOwn = (address: string): boolean =>
      own.includes(address) ||
      (WILDCARDS.includes(host) && isLoopback(address)) ||
      (isLoopbackOnly(own) && WILDCARDS.includes(address));
    if (targets.some(isOwn)) return true;
  }
  return false;
}

const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

const isLoopbackOnly = (addresses: readonly string[]): boolean => addresses.every(isLoopback);

function splitAddress(address: string): { readonly host: string; readonly port: number } {
  const index = address.lastIndexOf(':');
  return { host: address.slice(0, index).replace(/^\[|\]$/g, ''), port: Number(address.slice(index + 1)) };
}

/** Returns the addresses of a host; none if its name is not found, which is not our business yet. */
async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [withoutMapping(host)];
  try {
    return (await lookup(host, { all: true })).map(({ address }) => withoutMapping(address));
  } catch {
    return [];
  }
}

/** An IPv4 address in IPv6 is the IPv4 address; URLs write its bytes in hexadecimal. */
function withoutMapping(address: string): string {
  const [, text] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (text !== undefined) return text;
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  const [a, b] = [parseInt(high, 16), parseInt(low, 16)];
  return `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`;
}
