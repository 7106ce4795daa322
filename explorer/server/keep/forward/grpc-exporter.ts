/** Exports over gRPC: the one call `TraceService/Export`, over node:http2. */
import { connect, constants } from 'node:http2';
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Endpoint } from './endpoint.js';
import { reasonOf, USER_AGENT } from './export-errors.js';
import type { ExportResult } from './export-result.js';
import type { Exporter } from './exporter.js';
import { resultOfGrpc } from './grpc-result.js';

const compress = promisify(gzip);
/** A flag for compression, and the length of the message. */
const PREFIX = 5;
const MAX_ANSWER = 64 * 1024;

/** Creates an exporter, which connects with its first request, and again when the connection is gone. */
export function createGrpcExporter(endpoint: Endpoint): Exporter {
  const { url, headers, isCompressed, timeout, tls } = endpoint;
  let session: ClientHttp2Session | undefined;

  const connected = (): ClientHttp2Session => {
    if (session && !session.closed && !session.destroyed) return session;
    session = connect(url.origin, tls);
    // each stream tells
    session.on('error', () => {});
    session.on('goaway', () => session?.close());
    session.unref();
    return session;
  };

  const call = async (message: Buffer): Promise<ExportResult> => {
    const stream = connected().request(
      {
        ':method': 'POST',
        ':path': url.pathname,
        ...headers,
        te: 'trailers',
        'content-type': 'application/grpc+proto',
        'user-agent': USER_AGENT,
        'grpc-timeout': `${Math.min(timeout, 99_999_999)}m`,
        ...(isCompressed && { 'grpc-encoding': 'gzip' }),
      },
      { signal: AbortSignal.timeout(timeout) },
    );
    const prefix = Buffer.alloc(PREFIX);
    prefix.writeUInt8(isCompressed ? 1 : 0);
    prefix.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([prefix, message]));
    return resultOfGrpc(await readAnswer(stream));
  };

  return {
    export: async (request) => {
      try {
        return await call(isCompressed ? await compress(request) : request);
      } catch (error) {
        // a connection on which nothing comes back may be a dead one
        session?.destroy();
        return { outcome: 'unavailable', reason: reasonOf(error, timeout) };
      }
    },
    close: () => session?.destroy(),
  };
}

/** Reads until the stream ends; a status may come in the trailers, or in the headers of an answer without a message. */
const readAnswer = (stream: ClientHttp2Stream): Promise<Parameters<typeof resultOfGrpc>[0]> =>
  new Promise((resolve, reject) => {
    let answer: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    let length = 0;
    stream.on('response', (received) => (answer = received));
    stream.on('trailers', (received) => (answer = { ...answer, ...received }));
    stream.on('data', (chunk: Buffer) => {
      if (length < MAX_ANSWER) chunks.push(chunk);
      length += chunk.length;
    });
    stream.on('error', reject);
    stream.on('close', () => {
      const header = (name: string): string | undefined => {
        const value = answer[name];
        return value === undefined ? undefined : String(value);
      };
      // a server that has answered may still reset the stream
      if (answer[':status'] === undefined) return reject(new Error(closeReason(stream.rstCode)));
      const [code, message, details] = ['grpc-status', 'grpc-message', 'grpc-status-details-bin'].map(header);
      const response = messageOf(Buffer.concat(chunks));
      resolve({
        status: Number(answer[':status']),
        ...(code !== undefined && { code }),
        ...(message !== undefined && { message }),
        ...(details !== undefined && { details }),
        ...(response && { response }),
      });
    });
  });

const closeReason = (code: number): string =>
  code === constants.NGHTTP2_NO_ERROR ? 'the stream ended without an answer' : `the stream was reset (${code})`;

/** Returns the message of a body; empty if it is compressed, which was not offered. */
function messageOf(body: Buffer): Buffer | undefined {
  if (body.length < PREFIX) return undefined;
  return body[0] === 0 ? body.subarray(PREFIX, PREFIX + body.readUInt32BE(1)) : Buffer.alloc(0);
}
