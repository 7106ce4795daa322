/** A stand-in for what a provider sends to: an HTTP server on loopback that keeps all requests. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { NeutralSpan } from '../neutral-span';

/** A request that a provider sent. */
export interface Received {
  readonly path: string;
  readonly host: string;
  readonly type: string;
  readonly body: Buffer;
}

/** The protocol of an agent. */
export interface Protocol {
  /** The key and certificate, where the provider sends over TLS only. */
  readonly tls?: () => { readonly key: string; readonly cert: string };
  /** Returns what the agent answers; `{}` by default. */
  answer?(received: Received): unknown;
  /** Returns the spans of all requests. */
  decode(received: readonly Received[]): NeutralSpan[];
}

/** A running agent. */
export interface Agent {
  readonly url: string;
  /** Returns the spans received so far. */
  spans(): NeutralSpan[];
  close(): Promise<void>;
}

/** Starts an agent. */
export async function startAgent(protocol: Protocol): Promise<Agent> {
  const received: Received[] = [];
  const receive = async (request: IncomingMessage): Promise<string> => {
    const body = decompress(await buffer(request), request.headers['content-encoding']);
    const host = `127.0.0.1:${request.socket.localPort}`;
    const one = { path: request.url ?? '', host, type: request.headers['content-type'] ?? '', body };
    received.push(one);
    return JSON.stringify(protocol.answer?.(one) ?? {});
  };
  const tls = protocol.tls?.();
  const server: Server = tls === undefined ? createServer() : createSecureServer(tls);
  server.on('request', (request, response) => {
    receive(request).then(
      (answer) => response.setHeader('content-type', 'application/json').end(answer),
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => protocol.decode(received),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function decompress(body: Buffer, encoding: string | undefined): Buffer {
  switch (encoding) {
    case 'gzip':
      return gunzipSync(body);
    case 'deflate':
      return inflateSync(body);
    case 'br':
      return brotliDecompressSync(body);
    default:
      return body;
  }
}
