/** OTLP over HTTP: `POST /v1/traces` in protobuf or JSON. */
import { createServer } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import { closeServer } from '../http/close-server.js';
import { endResponse } from '../http/end-response.js';
import { listen } from '../http/listen.js';
import { readTarget } from '../http/request-target.js';
import { hasBearerToken } from '../http/token.js';
import { allowOrigin } from './cors.js';
import { encodingOf, MEDIA_TYPES } from './encoding.js';
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
  unimplemented: 501,
  unavailable: 503,
};

/** Starts listening. Rejects if the address is in use, with advice. */
export async function receiveHttp(service: TraceService, options: ReceiverOptions): Promise<Receiver> {
  const { connections, requestTimeout } = service.limits;
  const listener =
    (isAsking: boolean): RequestListener =>
    (request, response) =>
      void respond({ request, response, service, options, isAsking });
  const server = createServer(
    // against clients that are slow on purpose
    {
      headersTimeout: Math.min(requestTimeout, 10_000),
      requestTimeout,
      connectionsCheckingInterval: Math.min(requestTimeout, 2000),
    },
    listener(false),
  );
  server.on('checkContinue', listener(true));
  server.maxConnections = connections;
  // SDKs send every five seconds, and must not find a connection closed that they are about to use
  server.keepAliveTimeout = 75_000;
  const address = await listen(server, options, receiverPortAdvice('--otlp-http-port'));
  return { address, close: () => closeServer(server) };
}

/** A request, with all that answering it takes. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly service: TraceService;
  readonly options: ReceiverOptions;
  /** True while the client waits to be told `100 Continue` before it sends the body. */
  isAsking: boolean;
}

async function respond(exchange: Exchange): Promise<void> {
  const { request, response, options } = exchange;
  const target = readTarget(request);
  if (target === undefined) return sendText(exchange, 400, 'The target of this request is no path and no URL.');
  if (!target.isServerWide && !isTracesPath(target.url.pathname))
    return sendText(exchange, 404, wrongPathMessage(target.url.pathname));
  const isAllowed = allowOrigin(request, response, options.allowedOrigins ?? []);
  if (request.method === 'OPTIONS') return send(exchange, 204, { Allow: 'OPTIONS, POST' });
  if (request.method !== 'POST') {
    response.setHeader('Allow', 'OPTIONS, POST');
    return sendText(exchange, 405, 'Spans are sent here with POST, as OTLP in protobuf or JSON.');
  }
  await exportBody(exchange, isAllowed);
}

async function exportBody(exchange: Exchange, isAllowed: boolean): Promise<void> {
  const { request, response, service } = exchange;
  const encoding = encodingOf(request.headers['content-type']);
  const answer = (status: number, body: Buffer): void =>
    send(exchange, status, { 'Content-Type': MEDIA_TYPES[encoding ?? 'json'] }, body);
  try {
    checkHeaders(request, isAllowed, exchange.options.token);
    if (encoding === undefined) {
      throw new ExportError(
        'unsupportedMediaType',
        'OTLP has the Content-Type application/x-protobuf or application/json, and this request has ' +
          `${request.headers['content-type']?.slice(0, 80) ?? 'none'}.`,
      );
    }
    const onRead = (): void => {
      if (exchange.isAsking) response.writeContinue();
      exchange.isAsking = false;
    };
    const partialSuccess = await withRequestBody(request, service, onRead, (body) => service.export(body, encoding));
    answer(200, encodeResponse(partialSuccess, encoding));
  } catch (error) {
    // the client has gone, and reads no response
    if (request.destroyed && !request.complete) return;
    const exportError = service.toExportError(error);
    if (exportError.retryAfter !== undefined) response.setHeader('Retry-After', exportError.retryAfter);
    answer(STATUSES[exportError.reason], encodeStatus(exportError, encoding ?? 'json'));
  }
}

function checkHeaders({ headers }: IncomingMessage, isAllowed: boolean, token: string | undefined): void {
  if (!isAllowed) {
    const origin = headers.origin?.slice(0, 80);
    // browsers call all pages of files, and frames in a sandbox, null
    const [page, advice] =
      origin === 'null'
        ? ['without an origin, such as a file', 'serve it at localhost, or start the explorer with --allow-origin "*"']
        : [`of ${origin}`, `start the explorer with --allow-origin ${origin}`];
    throw new ExportError(
      'permissionDenied',
      `Pages of this machine may send spans, and this request is of a page ${page}. To let it, ${advice}.`,
    );
  }
  if (!hasBearerToken(headers.authorization, token)) throw new ExportError('unauthenticated', MISSING_TOKEN);
}

function send(exchange: Exchange, status: number, headers: OutgoingHttpHeaders, body?: Buffer): void {
  const { response, service, isAsking } = exchange;
  response.writeHead(status, {
    ...headers,
    ...(body && { 'Content-Length': body.length }),
    ...(isAsking && { Connection: 'close' }),
  });
  // a client that is still asking sends no body to wait for
  if (isAsking) response.end(body);
  else endResponse(response, body, { bytes: service.limits.drain, milliseconds: service.limits.drainTimeout });
}

const sendText = (exchange: Exchange, status: number, text: string): void =>
  send(exchange, status, { 'Content-Type': 'text/plain; charset=utf-8' }, Buffer.from(`${text}\n`));

function isTracesPath(path: string): boolean {
  try {
    return /^\/v1\/traces\/?$/.test(decodeURIComponent(path));
  } catch {
    return false;
  }
}

function wrongPathMessage(path: string): string {
  const signal = /^\/v1\/(metrics|logs)\/?$/.exec(path)?.[1];
  if (signal === undefined)
    return 'The explorer receives spans at /v1/traces: set OTEL_EXPORTER_OTLP_ENDPOINT to this address without a path.';
  const prefix = signal.toUpperCase();
  return (
    `The explorer receives spans only, at /v1/traces. Set OTEL_${prefix}_EXPORTER=none, ` +
    `or send ${signal} elsewhere with OTEL_EXPORTER_OTLP_${prefix}_ENDPOINT.`
  );
}
