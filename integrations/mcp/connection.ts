/** The spans of one connection: of what it sends, and of what it receives. */
import { types } from 'node:util';
import { type Attributes, SpanKind } from '@opentelemetry/api';
import { isSuppressed } from '../../lib/global/suppression.js';
import { currentTracer } from '../../lib/global/tracer.js';
import { activeContext, runIn } from '../../lib/spans/active-context.js';
import type { StartedSpan } from '../../lib/spans/started-span.js';
import {
  type Description,
  Describer,
  describeTransport,
  PROTOCOL_VERSION,
  SESSION_ID,
  sessionOf,
} from './attributes.js';
import { CANCELLED, type Message, read, readMessage } from './message.js';
import { withContext } from './meta.js';
import { NotificationSpan } from './notification-span.js';
import { PendingRequests, type RequestId } from './pending-requests.js';
import { endWithout, endWithResponse, reasonIn } from './outcome.js';
import type { McpSettings } from './settings.js';
import { startReceived, startSent } from './start-message-span.js';

/** Follows the messages of a transport. Nothing here throws, but what the transport throws. */
export class Connection {
  readonly #transport: object;
  readonly #settings: McpSettings;
  readonly #sent = new PendingRequests();
  readonly #received = new PendingRequests();
  #describer: Describer;
  #current: unknown;

  constructor(transport: object, settings: McpSettings) {
    this.#transport = transport;
    this.#settings = settings;
    this.#describer = new Describer(describeTransport(transport));
  }

  /**
   * Sends a message.
   *
   * @param forward Passes the message to the transport.
   */
  send(given: object, options: unknown, forward: (message: object) => unknown): unknown {
    const message = readMessage(given);
    if (message.method === undefined) {
      this.#end(this.#received, message.id, given, SpanKind.SERVER);
      return forward(given);
    }
    if (message.method === CANCELLED) this.#cancel(this.#sent, message.params);
    const span = this.#startSent(message);
    if (span === undefined) return forward(given);
    if (message.id !== undefined) this.#sent.add(message.id, span);
    this.#endWithSignal(message.id, span, read(options, 'requestSignal'));
    const fail = (error: unknown): void => this.#fail(this.#sent, message.id, span, error);
    let sent: unknown;
    try {
      sent = runIn(span.context, forward, withContext(given, message.params, span.context, this.#settings.site));
    } catch (error) {
      fail(error);
      throw error;
    }
    const done = message.id === undefined ? (): void => void span.end() : undefined;
    // the SDK handles the rejection of every promise that it gets from here
    if (types.isPromise(sent)) sent.then(done, fail);
    else done?.();
    return sent;
  }

  /** Passes a message that arrived to its handler, in the context of its span. */
  receive(given: unknown, forward: (message: unknown) => unknown): unknown {
    // each handler of the SDK calls the one before it, and a transport may be listened to twice
    if (given === this.#current) return forward(given);
    const outer = this.#current;
    this.#current = given;
    try {
      const message = readMessage(given);
      if (message.method === undefined) {
        this.#end(this.#sent, message.id, given, SpanKind.CLIENT);
        return forward(given);
      }
      if (message.method === CANCELLED) this.#cancel(this.#received, message.params);
      return this.#receive(message, given, forward);
    } finally {
      this.#current = outer;
    }
  }

  /** Ends the spans of all requests that can get no response any more. */
  close(): void {
    this.#sent.close();
    this.#received.close();
  }

  #receive(message: Message, given: unknown, forward: (message: unknown) => unknown): unknown {
    const tracer = currentTracer();
    const active = activeContext();
    if (tracer === undefined || isSuppressed(active)) return forward(given);
    const span = startReceived(tracer, this.#describe(message), message.params, active, this.#settings);
    if (span === undefined) return forward(given);
    const notification = message.id === undefined ? new NotificationSpan(span) : undefined;
    if (message.id !== undefined) this.#received.add(message.id, span);
    try {
      return runIn(notification?.contextIn(span.context) ?? span.context, forward, given);
    } catch (error) {
      this.#fail(this.#received, message.id, span, error);
      throw error;
    } finally {
      notification?.dispatched();
    }
  }

  #startSent(message: Message): StartedSpan | undefined {
    const tracer = currentTracer();
    const active = activeContext();
    if (tracer === undefined || isSuppressed(active)) return undefined;
    return startSent(tracer, this.#describe(message), active, this.#settings.site);
  }

  #describe(message: Message): Description {
    const session = sessionOf(this.#transport);
    if (session !== undefined && this.#describer.about[SESSION_ID] !== session) this.#know({ [SESSION_ID]: session });
    return this.#describer.describe(message);
  }

  /** Adds to what all further messages have in common. */
  #know(attributes: Attributes): void {
    this.#describer = new Describer({ ...this.#describer.about, ...attributes });
  }

  #end(pending: PendingRequests, id: RequestId | undefined, response: unknown, kind: SpanKind): void {
    const span = pending.take(id);
    if (span === undefined) return;
    if (span.name.startsWith('initialize')) this.#learn(span, read(response, 'result'));
    endWithResponse(span, response, kind);
  }

  /** The response to `initialize` tells of the whole connection. */
  #learn(span: StartedSpan, result: unknown): void {
    const version = read(result, 'protocolVersion');
    if (typeof version === 'string' && version.length < 64) {
      this.#know({ [PROTOCOL_VERSION]: version });
      span.describe((own) => own.setAttribute(PROTOCOL_VERSION, version));
    }
    const session = sessionOf(this.#transport);
    if (session !== undefined) span.describe((own) => own.setAttribute(SESSION_ID, session));
  }

  #cancel(pending: PendingRequests, params: unknown): void {
    const span = pending.take(read(params, 'requestId') as RequestId);
    if (span !== undefined) endWithout(span, reasonIn(params));
  }

  #fail(pending: PendingRequests, id: RequestId | undefined, span: StartedSpan, error: unknown): void {
    pending.remove(id, span);
    span.fail(error);
    span.end();
  }

  /** A client of version 2 cancels a request with a stream of its own by closing that. */
  #endWithSignal(id: RequestId | undefined, span: StartedSpan, signal: unknown): void {
    if (id === undefined || !(signal instanceof AbortSignal)) return;
    const cancel = (): void => {
      if (this.#sent.remove(id, span)) endWithout(span, 'cancelled');
    };
    signal.addEventListener('abort', cancel, { once: true });
  }
}
