/** gRPC: an interceptor of each client adds the carrier to the metadata of its calls. */
import { context } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import { readCall } from '../../../lib/sources/messages/grpc.js';
import { activeCarrier, isTraceContext, isTraced, orFallback, sendIn } from '../carrier.js';
import { type Class, type Method, patchMethod } from '../patch-method.js';

/** `Metadata` of @grpc/grpc-js. */
interface Metadata {
  get(name: string): readonly unknown[];
  set(name: string, value: string): void;
  remove(name: string): void;
  clone(): Metadata;
}

interface Call {
  start(metadata: Metadata, ...rest: readonly unknown[]): void;
}

/** The options of Nest's client. */
interface Options {
  readonly channelOptions?: {
    readonly interceptors?: readonly unknown[];
    readonly interceptor_providers?: readonly unknown[];
  };
}

/**
 * Makes the clients that Nest creates from now on add the carrier: by an interceptor, as metadata may not be among the
 * arguments of a call, and its class belongs to whichever copy of grpc-js Nest has loaded.
 */
export function patchGrpcClient(proxy: Class | undefined): void {
  patchMethod(
    proxy,
    'createClientByServiceName',
    (create) =>
      function (...args) {
        const self = this as { options: Options };
        const { options } = self;
        self.options = orFallback(options, () => withInterceptor(options));
        try {
          return create.apply(this, args);
        } finally {
          self.options = options;
        }
      },
  );
  patchMethod(
    proxy,
    'createServiceMethod',
    (create) =>
      function (...args) {
        const call = create.apply(this, args) as Method;
        // the subscription makes the call
        return function (this: unknown, ...given: unknown[]) {
          const source = call.apply(this, given) as Observable<unknown>;
          const called = context.active();
          return isTraced(called) ? sendIn(called, source) : source;
        };
      },
  );
}

/** Adds our interceptor before those of the application, which see the carrier. */
function withInterceptor({ channelOptions = {}, ...options }: Options): Options {
  const { interceptors = [], interceptor_providers: providers } = channelOptions;
  // a client has either of the two
  const all =
    providers === undefined
      ? { interceptors: [addCarrier, ...interceptors] }
      : { interceptor_providers: [() => addCarrier, ...providers] };
  return { ...options, channelOptions: { ...channelOptions, ...all } };
}

function addCarrier(options: unknown, next: (options: unknown) => Call): Call {
  const call = next(options);
  const { start } = call;
  call.start = (metadata, ...rest) =>
    start.call(
      call,
      orFallback(metadata, () => withCarrier(metadata)),
      ...rest,
    );
  return call;
}

/** Copies the metadata, which the application may send again, and adds the carrier if it has no context of its own. */
function withCarrier(metadata: Metadata): Metadata {
  const carrier = activeCarrier();
  if (carrier === undefined || readCall(metadata) !== undefined || metadata.get('traceparent').length > 1)
    return metadata;
  const copy = metadata.clone();
  copy.remove('tracestate');
  for (const [name, value] of Object.entries(carrier)) {
    if (isTraceContext(name) || copy.get(name).length === 0) orFallback(undefined, () => copy.set(name, value));
  }
  return copy;
}
