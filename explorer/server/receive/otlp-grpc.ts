/** OTLP over gRPC: `opentelemetry.proto.collector.trace.v1.TraceService/Export`. */
import { Server, ServerCredentials, logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import type { ServiceDefinition, handleUnaryCall } from '@grpc/grpc-js';
import { bracketed, listenError } from '../http/listen.js';
import { admitCalls } from './grpc-admission.js';
import { toServiceError } from './grpc-error.js';
import { receiverPortAdvice } from './receiver.js';
import type { Receiver, ReceiverOptions } from './receiver.js';
import { encodeResponse } from './responses.js';
import type { TraceService } from './trace-service.js';

const identity = (bytes: Buffer): Buffer => bytes;

const SERVICE: ServiceDefinition = {
  Export: {
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    requestStream: false,
    responseStream: false,
    requestDeserialize: identity,
    requestSerialize: identity,
    responseSerialize: identity,
    responseDeserialize: identity,
  },
};

/** Starts listening. Rejects if the address is in use, with advice. */
export async function receiveGrpc(service: TraceService, options: ReceiverOptions): Promise<Receiver> {
  const { grpcMessage, grpcCalls } = service.limits;
  // errors go to the client
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server({
    'grpc.max_receive_message_length': grpcMessage,
    'grpc.max_concurrent_streams': grpcCalls,
    interceptors: [admitCalls(service, options.token)],
  });
  const handler: handleUnaryCall<Buffer, Buffer> = (call, callback) => {
    service.export(call.request, 'protobuf').then(
      (partialSuccess) => callback(null, encodeResponse(partialSuccess, 'protobuf')),
      (error: unknown) => callback(toServiceError(service.toExportError(error))),
    );
  };
  server.addService(SERVICE, { Export: handler });
  const host = bracketed(options.host);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${options.port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(listenError(withCode(error), options, receiverPortAdvice('--otlp-grpc-port')));
      else resolve(bound);
    });
  });
  return {
    address: `${host}:${port}`,
    close: () => new Promise((resolve) => server.tryShutdown(() => resolve())),
  };
}

// grpc-js names the code in the message only
const withCode = (error: Error): NodeJS.ErrnoException =>
  /EADDRINUSE/.test(error.message) ? Object.assign(error, { code: 'EADDRINUSE' }) : error;
