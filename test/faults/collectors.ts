/** Collectors that fail, each in its own way. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { freePort } from '../servers/start-server';

export interface FailingCollector {
  readonly url: string;
  /** Whether it was asked, where that can be known. */
  asked(): boolean;
  close(): Promise<void>;
}

async function listen(answer: (socket: Socket) => void): Promise<FailingCollector> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined).once('data', () => answer(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    asked: () => sockets.length > 0,
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

const nobody = (url: string): FailingCollector => ({ url, asked: () => true, close: async () => undefined });

export const COLLECTORS: Readonly<Record<string, () => Promise<FailingCollector>>> = {
  'hangs for ever': () => listen(() => undefined),
  'answers garbage': () => listen((socket) => socket.end('\u0000garbage\r\n'.repeat(100))),
  'answers a page that never ends': () =>
    listen((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<html\r\n');
    }),
  'cuts the connection': () => listen((socket) => socket.resetAndDestroy()),
  'refuses connections': async () => nobody(`http://127.0.0.1:${await freePort()}/v1/traces`),
  'has no name any more, as DNS is gone': async () => nobody('http://collector.invalid:4318/v1/traces'),
};
