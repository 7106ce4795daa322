/** HTTP requests sent byte for byte, which clients would rewrite. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { once } from 'node:events';

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Connects to an address such as `http://127.0.0.1:4318`. */
export async function open(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}

/** Reads the next response of a connection: its head, and as many bytes as its `Content-Length` says. */
export function readResponse(socket: Socket): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const [first = '', ...lines] = received.toString('latin1', 0, end).split('\r\n');
      const headers = Object.fromEntries(
        lines.map((line) => [line.split(': ')[0]?.toLowerCase() ?? '', line.slice(line.indexOf(': ') + 2)]),
      );
      const bodyEnd = end + 4 + Number(headers['content-length'] ?? 0);
      if (received.length < bodyEnd) return;
      socket.off('data', onData).off('close', onClose);
      resolve({ status: Number(first.split(' ')[1]), headers, body: received.subarray(end + 4, bodyEnd) });
    };
    const onClose = (): void => reject(new Error(`Closed after ${received.length} bytes: ${received.toString()}`));
    socket.on('data', onData).on('close', onClose);
  });
}

/** Sends bytes on a connection of its own, and reads the response. */
export async function exchange(address: string, bytes: Buffer | string): Promise<RawResponse> {
  const socket = await open(address);
  const response = readResponse(socket);
  socket.write(bytes);
  try {
    return await response;
  } finally {
    socket.destroy();
  }
}
