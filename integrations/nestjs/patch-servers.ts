/** Patches Nest's servers, so that handlers can reach a transport context that they do not declare. */
import { type Context, context, createContextKey } from '@opentelemetry/api';
import { isObservable, Observable } from 'rxjs';
import { callSafely } from '../../lib/global/report.js';
import { field } from '../../lib/sources/messages/field.js';
import { NEST_CARRIER } from '../../lib/sources/messages/nestjs.js';
import { withMessage } from './message-context.js';
import type { Microservices } from './microservices.js';
import { type Method, patchMethod } from './patch-method.js';

/** The metadata of the packet being read, beside its payload. */
interface Packet {
  metadata: unknown;
}

/** The site of these functions in reports. */
const SITE = 'spanlink/nestjs messageContext';

const PACKET = createContextKey('spanlink.nestjs.packet');
const bound = new WeakSet<Method>();

/** Makes every handler that is added from now on run in the context of its message. */
export function patchServers(microservices: Microservices): void {
  const { Server, ServerKafka, ServerGrpc, ServerTCP, ServerRedis, TcpContext } = microservices;
  // those of Kafka and gRPC have an addHandler of their own
  for (const server of [Server, ServerKafka, ServerGrpc]) {
    patchMethod(
      server,
      'addHandler',
      (addHandler) =>
        function (pattern, handler, ...rest) {
          return addHandler.call(
            this,
            pattern,
            typeof handler === 'function' ? bindToMessage(handler as Method) : handler,
            ...rest,
          );
        },
    );
  }
  // Nest 12 passes the metadata to the transport context itself
  if (TcpContext === undefined || 'getMetadata' in TcpContext.prototype) return;
  patchMethod(
    ServerTCP,
    'handleMessage',
    (handle) =>
      function (socket, message, ...rest) {
        return readPacket({ metadata: field(message, 'metadata') }, () => handle.call(this, socket, message, ...rest));
      },
  );
  patchMethod(
    ServerRedis,
    'handleMessage',
    (handle) =>
      function (...args) {
        return readPacket({ metadata: undefined }, () => handle.apply(this, args));
      },
  );
  patchMethod(
    ServerRedis,
    'parseMessage',
    (parse) =>
      function (...args) {
        const message = parse.apply(this, args);
        const packet = context.active().getValue(PACKET) as Packet | undefined;
        if (packet !== undefined) packet.metadata = field(message, 'metadata');
        return message;
      },
  );
}

function readPacket<T>(packet: Packet, read: () => T): T {
  return context.with(context.active().setValue(PACKET, packet), read);
}

/** Makes a handler run in the context of its message. A proxy, as Nest chains handlers by setting fields on them. */
function bindToMessage(handler: Method): Method {
  if (bound.has(handler)) return handler;
  const proxy = new Proxy(handler, {
    apply(target, self, args: unknown[]): unknown {
      const active = context.active();
      const transport = callSafely(SITE, 'transport context', findTransportContext, undefined, [args]) as
        object | undefined;
      if (transport === undefined) return Reflect.apply(target, self, args);
      keepMetadata(transport, (active.getValue(PACKET) as Packet | undefined)?.metadata);
      const own = withMessage(active, transport).deleteValue(PACKET);
      const given = (callSafely(SITE, 'client stream', deliverIn, undefined, [own, args]) ?? args) as unknown[];
      const result: unknown = context.with(own, () => Reflect.apply(target, self, given) as unknown);
      return result instanceof Promise
        ? result.then((value: unknown) => subscribeIn(own, value))
        : subscribeIn(own, result);
    },
  });
  bound.add(proxy);
  return proxy;
}

/**
 * Finds the transport context by its methods. gRPC has none: its metadata stands after the data, or in the call, which
 * is the first argument of a handler of `@GrpcStreamCall()`. A custom strategy passes its own after the data, too.
 */
function findTransportContext(args: readonly unknown[]): object | undefined {
  const found = args.find((arg) => typeof field(arg, 'getArgByIndex') === 'function') ?? args[1];
  if (typeof found === 'object' && found !== null) return found;
  const metadata = field(args[0], 'metadata');
  return typeof field(metadata, 'getMap') === 'function' ? (metadata as object) : undefined;
}

function keepMetadata(transport: object, metadata: unknown): void {
  if (typeof metadata !== 'object' || metadata === null || !Object.isExtensible(transport)) return;
  Object.defineProperty(transport, NEST_CARRIER, { value: metadata, configurable: true });
}

/** Delivers the messages of a client's stream, if the data is one, in its context, as the call emits them outside. */
function deliverIn(own: Context, [messages, ...rest]: readonly unknown[]): readonly unknown[] | undefined {
  if (!isObservable(messages)) return undefined;
  const delivered = new Observable((subscriber) =>
    messages.subscribe({
      next: (message) => context.with(own, () => subscriber.next(message)),
      error: (error) => context.with(own, () => subscriber.error(error)),
      complete: () => context.with(own, () => subscriber.complete()),
    }),
  );
  // Nest's own, which starts the delivery
  const drain = Object.getOwnPropertyDescriptor(messages, 'drainBuffer');
  return [drain === undefined ? delivered : Object.defineProperty(delivered, 'drainBuffer', drain), ...rest];
}

/** Subscribes to a handler's Observable in its context: Nest subscribes after the handler has returned. */
function subscribeIn(own: Context, result: unknown): unknown {
  return isObservable(result)
    ? new Observable((subscriber) => context.with(own, () => result.subscribe(subscriber)))
    : result;
}
