/** Calls of gRPC frame by frame, for tests. */
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  OutgoingHttpHeaders,
  SecureClientSessionOptions,
} from 'node:http2';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

const PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const connections: (ClientHttp2Session | Socket)[] = [];

/** Call in `afterEach`. */
export function closeConnections(): void {
  for (const each of connections.splice(0)) each.destroy();
}

/** Opens a connection that speaks HTTP/2. */
export async function session(grpc: string, options: SecureClientSessionOptions = {}): Promise<ClientHttp2Session> {
  // the megabytes that a test sends wait in the client
  const connected = connectHttp2(`http://${grpc}`, { maxSessionMemory: 100, ...options });
  connected.on('error', () => {});
  connections.push(connected);
  await once(connected, 'connect');
  return connected;
}

/** Opens a connection that says nothing. */
export async function silentConnection(grpc: string): Promise<Socket> {
  const [host = '', port = ''] = grpc.split(':');
  const socket = connect(Number(port), host);
  socket.on('error', () => {}).resume();
  connections.push(socket);
  await once(socket, 'connect');
  return socket;
}

export function call(connected: ClientHttp2Session, headers: OutgoingHttpHeaders = {}): ClientHttp2Stream {
  const stream = connected.request({
    ':method': 'POST',
    ':path': PATH,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  stream.on('error', () => {});
  return stream;
}

export const frame = (message: Buffer, flag: number = 0): Buffer => {
  const prefix = Buffer.alloc(5, flag);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
};

/** Waits for the end of a call, and returns its status with its message; `none` if the stream only closes. */
export async function statusOf(stream: ClientHttp2Stream): Promise<string> {
  const found: Record<string, unknown> = {};
  stream
    .on('response', (headers) => Object.assign(found, headers))
    .on('trailers', (more) => Object.assign(found, more));
  stream.resume();
  await new Promise((resolve) => stream.once('close', resolve));
  const status = found['grpc-status'];
  if (status === undefined) return `none, HTTP ${String(found[':status'])}`;
  return `${String(status)} ${decodeURIComponent(String(found['grpc-message'] ?? ''))}`.trim();
}

/** Waits until the server has read what was sent, as its answer to a ping shows. */
export const isRead = (connected: ClientHttp2Session): Promise<void> =>
  new Promise((resolve, reject) => {
    connected.ping((error) => (error ? reject(error) : resolve()));
  });
