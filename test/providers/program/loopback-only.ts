/**
 * Loaded before the provider: refuses every connection but those to this machine, and tells of them, so that no agent
 * calls home, and a test sees if one tries to.
 */
import { Socket } from 'node:net';

/** The hosts that something tried to reach. */
const refused: string[] = [];

const LOOPBACK = new Set([undefined, 'localhost', '127.0.0.1', '::1']);

interface Destination {
  readonly host?: string;
  readonly path?: string;
}

const { connect } = Socket.prototype;
Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
  const given = (Array.isArray(args[0]) ? args[0][0] : args[0]) as Destination | number | string | undefined;
  const host = typeof given === 'object' ? given.host : typeof given === 'number' ? (args[1] as string) : undefined;
  if (typeof host !== 'string' || LOOPBACK.has(host)) return Reflect.apply(connect, this, args) as Socket;
  refused.push(host);
  queueMicrotask(() => this.destroy(new Error(`the test refuses to connect to ${host}`)));
  return this;
};

Object.assign(globalThis, { refusedHosts: refused });
