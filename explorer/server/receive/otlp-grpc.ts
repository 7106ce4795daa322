/** OTLP over gRPC: the call `Export` of its services. */
import { createServer } from 'node:http2';
import { listen } from '../http/listen.js';
import { GRPC_PLACE } from '../http/listen-error.js';
import { hasBearerToken } from '../http/token.js';
import { ExportError, toExportError } from './export-error.js';
import type { ExportService } from './export-service.js';
import { GrpcCall } from './grpc-call.js';
import { withMessage } from './grpc-message.js';
import { GrpcSessions } from './grpc-sessions.js';
import { MISSING_TOKEN } from './receiver.js';
import type { Receiver, ReceiverOptions } from './receiver.js';
import { withTimeout } from './timeout.js';

const GRPC = /^application\/grpc(?:[+;]|$)/i;
const PROTOBUF = /^application\/grpc(?:\+proto)?\s*(?:;|$)/i;
// of one connection; SDKs and Collectors have one or a few at once
const MAX_CONCURRENT_CALLS = 100;

/** Starts listening. Rejects if the address is in use, with advice. */
export async function receiveGrpc(services: readonly ExportService[], options: ReceiverOptions): Promise<Receiver> {
  const server = createServer({ settings: { maxConcurrentStreams: MAX_CONCURRENT_CALLS } });
  const sessions = new GrpcSessions(server, options.limits);
  let openCalls = 0;
  server.on('stream', (stream, headers) => {
    // a client that leaves is no error of the server, and its stream closes
    stream.on('error', () => {});
    openCalls += 1;
    stream.once('close', () => (openCalls -= 1));
    void respond(new GrpcCall(stream, headers, options.limits.drainTimeout), services, options, openCalls);
  });
  const address = await listen(server, options, GRPC_PLACE);
  return {
    address,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        sessions.close();
      }),
  };
}

async function respond(
  call: GrpcCall,
  services: readonly ExportService[],
  options: ReceiverOptions,
  openCalls: number,
): Promise<void> {
  if (call.headers[':method'] !== 'POST') return call.refuse(405);
  if (!GRPC.test(call.headers['content-type'] ?? '')) return call.refuse(415);
  const service = services.find(({ grpcPath }) => grpcPath === call.headers[':path']);
  try {
    const called = admit(call, services, service, options, openCalls);
    await withMessage(call, called, async (message) => {
      const { storeTimeout } = options.limits;
      call.succeed(await withTimeout(called.respond(message, 'protobuf'), storeTimeout, 'The request was not stored'));
    });
  } catch (error) {
    // the client has gone, and reads no response
    if (call.stream.closed && !(error instanceof ExportError)) return;
    // those of no service count as failed spans, as most of what is sent is
    call.fail((service ?? services[0])?.toExportError(error) ?? toExportError(error));
  }
}

/** Returns the service that is called. Throws an {@link ExportError} if the message of the call must not be read. */
function admit(
  { headers }: GrpcCall,
  services: readonly ExportService[],
  service: ExportService | undefined,
  { token, limits: { grpcCalls } }: ReceiverOptions,
  openCalls: number,
): ExportService {
  if (!hasBearerToken(headers.authorization, token)) throw new ExportError('unauthenticated', MISSING_TOKEN);
  const contentType = headers['content-type'];
  if (!PROTOBUF.test(contentType ?? ''))
    throw new ExportError(
      'unimplemented',
      `OTLP over gRPC is in protobuf, application/grpc, and this call has ${contentType?.slice(0, 80)}. ` +
        'Send JSON over HTTP.',
    );
  if (service === undefined)
    throw new ExportError(
      'unimplemented',
      `The explorer is called at ${services.map(({ grpcPath }) => grpcPath).join(' and ')}, and was called at ` +
        `${headers[':path']?.slice(0, 100)}.`,
    );
  if (openCalls > grpcCalls)
    throw new ExportError('tooManyRequests', `The explorer takes ${grpcCalls} calls at once. Send this again.`);
  return service;
}
