/** OTLP over gRPC: `opentelemetry.proto.collector.trace.v1.TraceService/Export`. */
import {
  Metadata,
  ResponderBuilder,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  ServerListenerBuilder,
  logVerbosity,
  setLogVerbosity,
} from '@grpc/grpc-js';
import type { ServerInterceptor, ServiceDefinition, handleUnaryCall, status } from '@grpc/grpc-js';
import { responseOf, statusOf } from './responses.js';
import { inUse } from './otlp-http.js';
import type { Receiver, ReceiverOptions } from './otlp-http.js';
import type { Intake } from './trace-service.js';
import { CODES, Refusal } from './export-error.js';
import { hasToken } from '../http/token.js';

const bytes = (value: Buffer): Buffer => value;

const SERVICE: ServiceDefinition = {
  Export: {
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    requestStream: false,
    responseStream: false,
    requestDeserialize: bytes,
    requestSerialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  },
};

/** Listens. Rejects where the address is in use, saying what to do. */
export async function receiveGrpc(intake: Intake, options: ReceiverOptions): Promise<Receiver> {
  const { grpcMessage, grpcCalls } = intake.limits;
  // what goes wrong is told to who asked
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server({
    'grpc.max_receive_message_length': grpcMessage,
    'grpc.max_concurrent_streams': grpcCalls,
    interceptors: [admit(intake, options.token)],
  });
  const handler: handleUnaryCall<Buffer, Buffer> = (call, callback) => {
    intake.receive(call.request, 'protobuf').then(
      (tally) => callback(null, responseOf(tally, 'protobuf')),
      (error: unknown) => callback(serviceError(intake.refuse(error))),
    );
  };
  server.addService(SERVICE, { Export: handler });
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${options.port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error)
        reject(
          inUse(
            /EADDRINUSE/.test(error.message) ? Object.assign(error, { code: 'EADDRINUSE' }) : error,
            options,
            '--otlp-grpc-port',
          ),
        );
      else resolve(bound);
    });
  });
  return {
    address: `${host}:${port}`,
    close: () => new Promise((resolve) => server.tryShutdown(() => resolve())),
  };
}

/** Refuses a call before its message is read: grpc-js holds the messages of all calls that it reads. */
function admit(intake: Intake, token: string | undefined): ServerInterceptor {
  let calls = 0;
  const refusalOf = (metadata: Metadata): Refusal | undefined => {
    if (!hasToken(String(metadata.get('authorization')[0] ?? ''), token))
      return new Refusal(
        'unauthenticated',
        'The explorer was started with a token. Send it as OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer <token>".',
      );
    if (calls >= intake.limits.grpcCalls)
      return new Refusal('busy', `The explorer takes ${intake.limits.grpcCalls} calls at once. Send this again.`);
    return undefined;
  };
  return (_method, call) => {
    let isCounted = false;
    let late: NodeJS.Timeout | undefined;
    const ended = (): void => {
      clearTimeout(late);
      if (isCounted) calls -= 1;
      isCounted = false;
    };
    const refuse = (refusal: Refusal): void => call.sendStatus(serviceError(intake.refuse(refusal)));
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => {
        const refusal = refusalOf(metadata);
        if (refusal !== undefined) {
          refuse(refusal);
          return;
        }
        calls += 1;
        isCounted = true;
        late = setTimeout(() => {
          ended();
          refuse(
            new Refusal(
              'unavailable',
              `The message was not there after ${intake.limits.patience / 1000} seconds. Send it again.`,
            ),
          );
        }, intake.limits.patience);
        next(metadata);
      })
      .withOnReceiveMessage((message, next) => {
        clearTimeout(late);
        next(message);
      })
      .withOnCancel(ended)
      .build();
    return new ServerInterceptingCall(
      call,
      new ResponderBuilder()
        .withStart((next) => next(listener))
        .withSendStatus((sent, next) => {
          ended();
          next(sent);
        })
        .build(),
    );
  };
}

/** A refusal in gRPC's terms: its details say when to send again, without which RESOURCE_EXHAUSTED is final. */
function serviceError(refusal: Refusal): { code: status; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', statusOf(refusal, 'protobuf'));
  return { code: CODES[refusal.reason], details: refusal.message, metadata };
}
