/** Admits or refuses gRPC calls before their messages are read: grpc-js holds the message of every call it reads. */
import { ResponderBuilder, ServerInterceptingCall, ServerListenerBuilder } from '@grpc/grpc-js';
import type { Metadata, ServerInterceptor } from '@grpc/grpc-js';
import { hasBearerToken } from '../http/token.js';
import { ExportError } from './export-error.js';
import { toServiceError } from './grpc-error.js';
import { MISSING_TOKEN } from './receiver.js';
import type { TraceService } from './trace-service.js';

/** Returns an interceptor that checks the token, the number of calls, and how long a message takes to arrive. */
export function admitCalls(service: TraceService, token: string | undefined): ServerInterceptor {
  const { grpcCalls, requestTimeout } = service.limits;
  let openCalls = 0;
  const refusal = (metadata: Metadata): ExportError | undefined => {
    if (!hasBearerToken(String(metadata.get('authorization')[0] ?? ''), token))
      return new ExportError('unauthenticated', MISSING_TOKEN);
    if (openCalls >= grpcCalls)
      return new ExportError('tooManyRequests', `The explorer takes ${grpcCalls} calls at once. Send this again.`);
    return undefined;
  };
  return (_method, call) => {
    let isCounted = false;
    let timeout: NodeJS.Timeout | undefined;
    const onEnd = (): void => {
      clearTimeout(timeout);
      if (isCounted) openCalls -= 1;
      isCounted = false;
    };
    const refuse = (error: ExportError): void => call.sendStatus(toServiceError(service.toExportError(error)));
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => {
        const error = refusal(metadata);
        if (error !== undefined) {
          refuse(error);
          return;
        }
        openCalls += 1;
        isCounted = true;
        timeout = setTimeout(() => {
          onEnd();
          refuse(
            new ExportError(
              'unavailable',
              `The message was not there after ${requestTimeout / 1000} seconds. Send it again.`,
            ),
          );
        }, requestTimeout);
        next(metadata);
      })
      .withOnReceiveMessage((message, next) => {
        clearTimeout(timeout);
        next(message);
      })
      .withOnCancel(onEnd)
      .build();
    return new ServerInterceptingCall(
      call,
      new ResponderBuilder()
        .withStart((next) => next(listener))
        .withSendStatus((status, next) => {
          onEnd();
          next(status);
        })
        .build(),
    );
  };
}
