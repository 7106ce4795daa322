/** OTLP over gRPC: `opentelemetry.proto.collector.trace.v1.TraceService/Export`. */
import { createServer } from 'node:http2';
import { listen } from '../http/listen.js';
import { hasBearerToken } from '../http/token.js';
import { ExportError } from './export-error.js';
import { GrpcCall } from './grpc-call.js';
import { withMessage } from './grpc-message.js';
import { GrpcSessions } from './grpc-sessions.js';
import { MISSING_TOKEN, receiverPortAdvice } from './receiver.js';
import type { Receiver, ReceiverOptions } from './receiver.js';
import { encodeResponse } from './responses.js';
import { withTimeout } from './timeout.js';
import type { TraceService } from './trace-service.js';

const PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const GRPC = /^application\/grpc(?:[+;]|$)/i;
const PROTOBUF = /^application\/grpc(?:\+proto)?\s*(?:;|$)/i;
// of one connection; SDKs and Collectors have one or a few at once
const MAX_CONCURRENT_CALLS = 100;

/** Starts listening. Rejects if the address is in use, with advice. */
export async function receiveGrpc(service: TraceService, options: ReceiverOptions): Promise<Receiver> {
  const server = createServer({ settings: { maxConcurrentStreams: MAX_CONCURRENT_CALLS } });
  const sessions = new GrpcSessions(server, service.limits);
  let openCalls = 0;
  server.on('stream', (stream, headers) => {
    // a client that leaves is no error of the server, and its stream closes
    stream.on('error', () => {});
    openCalls += 1;
    stream.once('close', () => (openCalls -= 1));
    void respond(new GrpcCall(stream, headers, service.limits.drainTimeout), service, options, openCalls);
  });
  const address = await listen(server, options, receiverPortAdvice('--otlp-grpc-port'));
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
  service: TraceService,
  { token }: ReceiverOptions,
  openCalls: number,
): Promise<void> {
  if (call.headers[':method'] !== 'POST') return call.refuse(405);
  if (!GRPC.test(call.headers['content-type'] ?? '')) return call.refuse(415);
  try {
    admit(call, service, token, openCalls);
    await withMessage(call, service, async (message) => {
      const { storeTimeout } = service.limits;
      const stored = withTimeout(service.export(message, 'protobuf'), storeTimeout, 'The spans were not stored');
      call.succeed(encodeResponse(await stored, 'protobuf'));
    });
  } catch (error) {
    // the client has gone, and reads no response
    if (call.stream.closed && !(error instanceof ExportError)) return;
    call.fail(service.toExportError(error));
  }
}

/** Throws an {@link ExportError} if the message of the call must not be read. */
function admit({ headers }: GrpcCall, service: TraceService, token: string | undefined, openCalls: number): void {
  const { grpcCalls } = service.limits;
  if (!hasBearerToken(headers.authorization, token)) throw new ExportError('unauthenticated', MISSING_TOKEN);
  const contentType = headers['content-type'];
  if (!PROTOBUF.test(contentType ?? ''))
    throw new ExportError(
      'unimplemented',
      `OTLP over gRPC is in protobuf, application/grpc, and this call has ${contentType?.slice(0, 80)}. ` +
        'Send JSON over HTTP.',
    );
  if (headers[':path'] !== PATH)
    throw new ExportError(
      'unimplemented',
      `The explorer receives spans only, at ${PATH}, and was called at ${headers[':path']?.slice(0, 100)}.`,
    );
  if (openCalls > grpcCalls)
    throw new ExportError('tooManyRequests', `The explorer takes ${grpcCalls} calls at once. Send this again.`);
}
