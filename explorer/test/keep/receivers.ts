/** Receivers of OTLP that answer as a test says, over HTTP and gRPC. */
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders, Server as HttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';

const closing: (() => void)[] = [];

/** Call in `afterEach`. */
export function closeReceivers(): void {
  for (const close of closing.splice(0)) close();
}

export interface HttpReply {
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer | string;
  /** True to close the connection without an answer. */
  readonly isCut?: boolean;
  /** True to never answer. */
  readonly isSilent?: boolean;
}

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface TestReceiver {
  readonly url: string;
  readonly received: Received[];
  /** Resolves when the next request has come. */
  next(): Promise<void>;
  close(): void;
}

/** Starts a receiver over HTTP, which gives the replies in turn, the last one again and again. */
export async function httpReceiver(
  replies: readonly HttpReply[] = [{}],
  tls?: { readonly cert: Buffer; readonly key: Buffer; readonly ca?: Buffer; readonly requestCert?: boolean },
  port: number = 0,
): Promise<TestReceiver> {
  const received: Received[] = [];
  const { next, notify } = arrivals();
  const listener: Parameters<typeof createServer>[1] = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
      received.push({ path: request.url ?? '', headers: request.headers, body });
      notify();
      const reply = replies[Math.min(received.length, replies.length) - 1] ?? {};
      if (reply.isCut) return void request.socket.destroy();
      if (reply.isSilent) return;
      response.writeHead(reply.status ?? 200, { 'Content-Type': 'application/x-protobuf', ...reply.headers });
      response.end(reply.body);
    });
  };
  const server: HttpServer = tls
    ? (createTlsServer({ ...tls, rejectUnauthorized: tls.requestCert ?? false }, listener) as unknown as HttpServer)
    : createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  closing.push(close);
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    next,
    close,
  };
}

/** Lets tests wait for the next of some events. */
function arrivals(): { next: () => Promise<void>; notify: () => void } {
  const waiting: (() => void)[] = [];
  return {
    next: () => new Promise((resolve) => waiting.push(resolve)),
    notify: () => {
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

export interface GrpcReply {
  readonly code?: status;
  readonly message?: string;
  readonly details?: Buffer;
  readonly response?: Buffer;
}

/** Starts a receiver over gRPC, with the server that applications use. */
export async function grpcReceiver(
  replies: readonly GrpcReply[] = [{}],
  tls?: { readonly cert: Buffer; readonly key: Buffer },
): Promise<TestReceiver> {
  const received: Received[] = [];
  const { next, notify } = arrivals();
  const server = new Server();
  const identity = (bytes: Buffer): Buffer => bytes;
  const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
  server.addService(
    {
      export: {
        path,
        requestStream: false,
        responseStream: false,
        requestSerialize: identity,
        requestDeserialize: identity,
        responseSerialize: identity,
        responseDeserialize: identity,
      },
    },
    {
      export: (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
        received.push({ path, headers: call.metadata.getMap() as IncomingHttpHeaders, body: call.request });
        notify();
        const reply = replies[Math.min(received.length, replies.length) - 1] ?? {};
        if (reply.code === undefined || reply.code === status.OK)
          return callback(null, reply.response ?? Buffer.alloc(0));
        const metadata = new Metadata();
        if (reply.details) metadata.set('grpc-status-details-bin', reply.details);
        callback({ code: reply.code, details: reply.message ?? '', metadata });
      },
    },
  );
  const credentials = tls
    ? ServerCredentials.createSsl(null, [{ cert_chain: tls.cert, private_key: tls.key }])
    : ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  const close = (): void => server.forceShutdown();
  closing.push(close);
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, received, next, close };
}
