/** OTLP over HTTP: `POST /v1/traces` in protobuf or JSON. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { responseOf, statusOf } from './responses.js';
import { withBody } from './request-body.js';
import { closeServer } from '../http/close-server.js';
import type { Encoding, Intake } from './trace-service.js';
import { allowOrigin } from './cors.js';
import { Refusal } from './export-error.js';
import type { Reason } from './export-error.js';
import { hasToken } from '../http/token.js';

/** Where and from whom spans are received. */
export interface ReceiverOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Senders have to give it as `Authorization: Bearer …`. */
  readonly token?: string;
}

/** A receiver that listens. */
export interface Receiver {
  /** `127.0.0.1:4318` */
  readonly address: string;
  /** Takes no more, and waits for the requests that it has. */
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, Encoding>> = { 'application/x-protobuf': 'protobuf', 'application/json': 'json' };
const MEDIA: Readonly<Record<Encoding, string>> = { protobuf: 'application/x-protobuf', json: 'application/json' };
const STATUSES: Readonly<Record<Reason, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  tooLarge: 413,
  unsupported: 415,
  busy: 429,
  unavailable: 503,
};

/** Listens. Rejects where the address is in use, saying what to do. */
export async function receiveHttp(intake: Intake, options: ReceiverOptions): Promise<Receiver> {
  const server = createServer((request, response) => void answer(request, response, intake, options.token));
  server.maxConnections = intake.limits.connections;
  // a sender that is slow on purpose
  server.headersTimeout = 10_000;
  server.requestTimeout = intake.limits.patience;
  // SDKs send every five seconds, and would find a connection closed that they were about to use
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(inUse(error, options, '--otlp-http-port')));
    server.listen(options.port, options.host, resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  return {
    address: `${address.includes(':') ? `[${address}]` : address}:${port}`,
    close: () => closeServer(server),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  intake: Intake,
  token: string | undefined,
): Promise<void> {
  const path = request.url?.split('?', 1)[0];
  if (path !== '/v1/traces') return plain(response, 404, elsewhere(path));
  const isAllowed = allowOrigin(request, response);
  if (request.method === 'OPTIONS') return void response.writeHead(204).end();
  if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST');
    return plain(response, 405, 'Spans are sent here with POST, as OTLP in protobuf or JSON.');
  }
  const encoding = TYPES[request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? ''];
  try {
    if (!isAllowed)
      throw new Refusal(
        'forbidden',
        `Pages of this machine may send spans, and this request is of a page of ${request.headers.origin?.slice(0, 80)}.`,
      );
    if (!hasToken(request.headers.authorization, token))
      throw new Refusal(
        'unauthenticated',
        'The explorer was started with a token. Send it as OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer <token>".',
      );
    if (encoding === undefined) {
      throw new Refusal(
        'unsupported',
        `OTLP has the Content-Type application/x-protobuf or application/json, and this request has ${request.headers['content-type']?.slice(0, 80) ?? 'none'}.`,
      );
    }
    const tally = await withBody(request, intake, (body) => intake.receive(body, encoding));
    send(response, 200, encoding, responseOf(tally, encoding));
  } catch (error) {
    // a sender that has gone needs no answer
    if (request.destroyed && !request.complete) return;
    refuse(request, response, intake.refuse(error), encoding ?? 'json');
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal, encoding: Encoding): void {
  if (refusal.retryAfter !== undefined) response.setHeader('Retry-After', refusal.retryAfter);
  // what was not read of the body is not worth reading
  if (!request.complete) {
    response.setHeader('Connection', 'close');
    response.once('finish', () => request.socket.destroySoon());
  }
  send(response, STATUSES[refusal.reason], encoding, statusOf(refusal, encoding));
}

function send(response: ServerResponse, status: number, encoding: Encoding, body: Buffer): void {
  response.writeHead(status, { 'Content-Type': MEDIA[encoding], 'Content-Length': body.length });
  response.end(body);
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

function elsewhere(path: string | undefined): string {
  const signal = /^\/v1\/(metrics|logs)$/.exec(path ?? '')?.[1];
  return signal === undefined
    ? 'The explorer receives spans at /v1/traces: set OTEL_EXPORTER_OTLP_ENDPOINT to this address without a path.'
    : `The explorer receives spans only, at /v1/traces. Set OTEL_${signal.toUpperCase()}_EXPORTER=none, or send ${signal} elsewhere with OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT.`;
}

/** A listening error, with what to do about it. */
export function inUse(error: NodeJS.ErrnoException, { host, port }: ReceiverOptions, option: string): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(
    `Another program listens on ${host}:${port}, maybe a Collector or another explorer. Stop it, or receive spans on another port with ${option}.`,
    { cause: error },
  );
}
