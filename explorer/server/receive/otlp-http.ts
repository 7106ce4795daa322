/** OTLP over HTTP: `POST /v1/traces` in protobuf or JSON. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { closeServer } from '../http/close-server.js';
import { listen } from '../http/listen.js';
import { hasBearerToken } from '../http/token.js';
import { allowOrigin } from './cors.js';
import { encodingOf, MEDIA_TYPES } from './encoding.js';
import type { Encoding } from './encoding.js';
import { ExportError } from './export-error.js';
import type { ExportErrorReason } from './export-error.js';
import { MISSING_TOKEN, receiverPortAdvice } from './receiver.js';
import type { Receiver, ReceiverOptions } from './receiver.js';
import { withRequestBody } from './request-body.js';
import { encodeResponse, encodeStatus } from './responses.js';
import type { TraceService } from './trace-service.js';

const STATUSES: Readonly<Record<ExportErrorReason, number>> = {
  invalidArgument: 400,
  unauthenticated: 401,
  permissionDenied: 403,
  payloadTooLarge: 413,
  unsupportedMediaType: 415,
  tooManyRequests: 429,
  unavailable: 503,
};

/** Starts listening. Rejects if the address is in use, with advice. */
export async function receiveHttp(service: TraceService, options: ReceiverOptions): Promise<Receiver> {
  const server = createServer((request, response) => void respond(request, response, service, options.token));
  server.maxConnections = service.limits.connections;
  // against clients that are slow on purpose
  server.headersTimeout = 10_000;
  server.requestTimeout = service.limits.requestTimeout;
  // SDKs send every five seconds, and must not find a connection closed that they are about to use
  server.keepAliveTimeout = 75_000;
  const address = await listen(server, options, receiverPortAdvice('--otlp-http-port'));
  return { address, close: () => closeServer(server) };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  service: TraceService,
  token: string | undefined,
): Promise<void> {
  const path = request.url?.split('?', 1)[0];
  if (path !== '/v1/traces') return sendText(response, 404, wrongPathMessage(path));
  const isAllowed = allowOrigin(request, response);
  if (request.method === 'OPTIONS') return void response.writeHead(204).end();
  if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST');
    return sendText(response, 405, 'Spans are sent here with POST, as OTLP in protobuf or JSON.');
  }
  const encoding = encodingOf(request.headers['content-type']);
  try {
    checkHeaders(request, isAllowed, token);
    if (encoding === undefined) {
      throw new ExportError(
        'unsupportedMediaType',
        'OTLP has the Content-Type application/x-protobuf or application/json, and this request has ' +
          `${request.headers['content-type']?.slice(0, 80) ?? 'none'}.`,
      );
    }
    const partialSuccess = await withRequestBody(request, service, (body) => service.export(body, encoding));
    send(response, 200, encoding, encodeResponse(partialSuccess, encoding));
  } catch (error) {
    // the client has gone, and reads no response
    if (request.destroyed && !request.complete) return;
    sendError(request, response, service.toExportError(error), encoding ?? 'json');
  }
}

function checkHeaders(request: IncomingMessage, isAllowed: boolean, token: string | undefined): void {
  if (!isAllowed)
    throw new ExportError(
      'permissionDenied',
      'Pages of this machine may send spans, and this request is of a page of ' +
        `${request.headers.origin?.slice(0, 80)}.`,
    );
  if (!hasBearerToken(request.headers.authorization, token)) throw new ExportError('unauthenticated', MISSING_TOKEN);
}

function sendError(request: IncomingMessage, response: ServerResponse, error: ExportError, encoding: Encoding): void {
  if (error.retryAfter !== undefined) response.setHeader('Retry-After', error.retryAfter);
  // the rest of the body is not worth reading
  if (!request.complete) {
    response.setHeader('Connection', 'close');
    response.once('finish', () => request.socket.destroySoon());
  }
  send(response, STATUSES[error.reason], encoding, encodeStatus(error, encoding));
}

function send(response: ServerResponse, status: number, encoding: Encoding, body: Buffer): void {
  response.writeHead(status, { 'Content-Type': MEDIA_TYPES[encoding], 'Content-Length': body.length });
  response.end(body);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

function wrongPathMessage(path: string | undefined): string {
  const signal = /^\/v1\/(metrics|logs)$/.exec(path ?? '')?.[1];
  if (signal === undefined)
    return 'The explorer receives spans at /v1/traces: set OTEL_EXPORTER_OTLP_ENDPOINT to this address without a path.';
  const prefix = signal.toUpperCase();
  return (
    `The explorer receives spans only, at /v1/traces. Set OTEL_${prefix}_EXPORTER=none, ` +
    `or send ${signal} elsewhere with OTEL_EXPORTER_OTLP_${prefix}_ENDPOINT.`
  );
}
