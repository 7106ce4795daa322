/** One unary call of gRPC over HTTP/2: a message of the client's in, a message or a status out. */
import { constants } from 'node:http2';
import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { ExportError } from './export-error.js';
import { RPC_CODES } from './export-error.js';
import { encodeStatus } from './responses.js';

const RESPONSE_HEADERS: OutgoingHttpHeaders = {
  ':status': 200,
  'content-type': 'application/grpc+proto',
  'grpc-accept-encoding': 'identity,deflate,gzip',
};

/** The bytes before a message: a flag for its compression, and its length. */
export const PREFIX = 5;

export class GrpcCall {
  readonly headers: IncomingHttpHeaders;
  readonly stream: ServerHttp2Stream;
  readonly #closeTimeout: number;

  /** @param closeTimeout milliseconds in which the client has to take the response */
  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, closeTimeout: number) {
    this.stream = stream;
    this.headers = headers;
    this.#closeTimeout = closeTimeout;
  }

  /** Responds with a message and the status OK. */
  succeed(message: Buffer): void {
    if (!this.#isOpen) return;
    this.stream.respond(RESPONSE_HEADERS, { waitForTrailers: true });
    this.stream.once('wantTrailers', () => {
      this.stream.sendTrailers({ 'grpc-status': '0' });
      // the trailers are written once this returns; before, a reset would drop them
      setImmediate(() => this.#stopClient());
    });
    const prefix = Buffer.alloc(PREFIX);
    prefix.writeUInt32BE(message.length, 1);
    this.stream.end(Buffer.concat([prefix, message]));
    this.#close();
  }

  /**
   * Responds with the status of an error. Its details say when to retry: without them, clients take
   * RESOURCE_EXHAUSTED for final.
   */
  fail(error: ExportError): void {
    this.#respond({
      ...RESPONSE_HEADERS,
      'grpc-status': String(RPC_CODES[error.reason]),
      'grpc-message': encodeURI(error.message.toWellFormed()),
      'grpc-status-details-bin': encodeStatus(error, 'protobuf').toString('base64'),
    });
  }

  /** Responds with a status of HTTP, to a client that does not speak gRPC. */
  refuse(status: number): void {
    this.#respond({ ':status': status });
  }

  #respond(headers: OutgoingHttpHeaders): void {
    if (!this.#isOpen) return;
    this.stream.respond(headers, { endStream: true });
    this.#close();
    this.stream.once('finish', () => this.#stopClient());
  }

  get #isOpen(): boolean {
    return !this.stream.destroyed && !this.stream.closed && !this.stream.headersSent;
  }

  /** Has the stream end within the time that the client has to take the response. */
  #close(): void {
    const { stream } = this;
    // what arrives is discarded: held back, it would use up the window that all calls of the connection share
    stream.resume();
    const timeout = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), this.#closeTimeout);
    stream.once('close', () => clearTimeout(timeout));
  }

  /** Ends a stream whose client still sends, as gRPC's servers do. */
  #stopClient(): void {
    if (!this.stream.readableEnded) this.stream.close(constants.NGHTTP2_NO_ERROR);
  }
}
