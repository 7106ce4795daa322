/** OTLP over HTTP: `POST /v1/traces` and `/v1/metrics` in protobuf or JSON. */
import { createServer } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import { closeServer } from '../http/close-server.js';
import { endResponse } from '../http/end-response.js';
import { listen } from '../http/listen.js';
import { HTTP_PLACE } from '../http/listen-error.js';
import { readTarget } from '../http/request-target.js';
import { hasBearerToken } from '../http/token.js';
import { allowOrigin } from './cors.js';
import { encodingOf, MEDIA_TYPES } from './encoding.js';
import { ExportError } from './export-error.js';
import type { ExportErrorReason } from './export-error.js';
import type { ExportService } from './export-service.js';
import { MISSING_TOKEN } from './receiver.js';
import type { Receiver, ReceiverOptions } from './receiver.js';
import { withRequestBody } from './request-body.js';
import { encodeStatus } from './responses.js';

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
export async function receiveHttp(services: readonly ExportService[], options: ReceiverOptions): Promise<Receiver> {
  const { connections, requestTimeout } = options.limits;
  const listener =
    (isAsking: boolean): RequestListener =>
    (request, response) =>
      void respond({ request, response, services, options, isAsking });
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
  const address = await listen(server, options, HTTP_PLACE);
  return { address, close: () => closeServer(server) };
}

/** A request, with all that answering it takes. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly services: readonly ExportService[];
  readonly options: ReceiverOptions;
  /** True while the client waits to be told `100 Continue` before it sends the body. */
  isAsking: boolean;
}

async function respond(exchange: Exchange): Promise<void> {
  const { request, response, options } = exchange;
  const target = readTarget(request);
  if (target === undefined) return sendText(exchange, 400, 'The target of this request is no path and no URL.');
  const service = serviceAt(exchange.services, target.url.pathname);
  if (!target.isServerWide && service === undefined)
    return sendText(exchange, 404, wrongPathMessage(target.url.pathname));
  const isAllowed = allowOrigin(request, response, options.allowedOrigins ?? []);
  if (request.method === 'OPTIONS') return send(exchange, 204, { Allow: 'OPTIONS, POST' });
  if (request.method !== 'POST' || service === undefined) {
    response.setHeader('Allow', 'OPTIONS, POST');
    return sendText(exchange, 405, 'OTLP is sent here with POST, in protobuf or JSON.');
  }
  await exportBody(exchange, service, isAllowed);
}

async function exportBody(exchange: Exchange, service: ExportService, isAllowed: boolean): Promise<void> {
  const { request, response } = exchange;
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
    answer(200, await withRequestBody(request, service, onRead, (body) => service.respond(body, encoding)));
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
  const { response, options, isAsking } = exchange;
  response.writeHead(status, {
    ...headers,
    ...(body && { 'Content-Length': body.length }),
    ...(isAsking && { Connection: 'close' }),
  });
  // a client that is still asking sends no body to wait for
  if (isAsking) response.end(body);
  else endResponse(response, body, { bytes: options.limits.drain, milliseconds: options.limits.drainTimeout });
}

const sendText = (exchange: Exchange, status: number, text: string): void =>
  send(exchange, status, { 'Content-Type': 'text/plain; charset=utf-8' }, Buffer.from(`${text}\n`));

function serviceAt(services: readonly ExportService[], path: string): ExportService | undefined {
  try {
    const decoded = decodeURIComponent(path).replace(/\/$/, '');
    return services.find(({ httpPath }) => httpPath === decoded);
  } catch {
    return undefined;
  }
}

function wrongPathMessage(path: string): string {
  return /^\/v1\/logs\/?$/.test(path)
    ? 'The explorer receives spans, at /v1/traces, and metrics, at /v1/metrics. Set OTEL_LOGS_EXPORTER=none, or send ' +
        'logs elsewhere with OTEL_EXPORTER_OTLP_LOGS_ENDPOINT.'
    : 'The explorer receives spans at /v1/traces, and metrics at /v1/metrics: set OTEL_EXPORTER_OTLP_ENDPOINT to ' +
        'this address without a path.';
}
