/** The spans of one connection: of what it sends, and of what it receives. */
import { types } from 'node:util';
import { type Attributes, SpanKind } from '@opentelemetry/api';
import { isSuppressed } from '../../lib/global/suppression.js';
import { currentTracer } from '../../lib/global/tracer.js';
import { activeContext, runIn } from '../../lib/spans/active-context.js';
import type { StartedSpan } from '../../lib/spans/started-span.js';
import { describe, describeTransport, PROTOCOL_VERSION, SESSION_ID, sessionOf } from './attributes.js';
import { CANCELLED, type Message, read, readMessage } from './message.js';
import { withContext } from './meta.js';
import { NotificationSpan } from './notification-span.js';
import { endWithout, endWithResponse, reasonIn } from './outcome.js';
import type { McpSettings } from './settings.js';
import { startReceived, startSent } from './start-message-span.js';

type Id = string | number;

/** Follows the messages of a transport. Nothing here throws, but what the transport throws. */
export class Connection {
  readonly #transport: object;
  readonly #settings: McpSettings;
  /** The requests without a response, by their ids. */
  readonly #sent = new Map<Id, StartedSpan>();
  readonly #received = new Map<Id, StartedSpan>();
  #about: Attributes;
  #current: unknown;

  constructor(transport: object, settings: McpSettings) {
    this.#transport = transport;
    this.#settings = settings;
    this.#about = describeTransport(transport);
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
    if (message.id !== undefined) this.#add(this.#sent, message.id, span);
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
    for (const pending of [this.#sent, this.#received]) {
      for (const span of pending.values()) endWithout(span, 'connection_closed');
      pending.clear();
    }
  }

  #receive(message: Message, given: unknown, forward: (message: unknown) => unknown): unknown {
    const tracer = currentTracer();
    const active = activeContext();
    if (tracer === undefined || isSuppressed(active)) return forward(given);
    const span = startReceived(tracer, this.#describe(message), message.params, active, this.#settings);
    if (span === undefined) return forward(given);
    const notification = message.id === undefined ? new NotificationSpan(span) : undefined;
    if (message.id !== undefined) this.#add(this.#received, message.id, span);
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

  #describe(message: Message): ReturnType<typeof describe> {
    const session = sessionOf(this.#transport);
    if (session !== undefined && this.#about[SESSION_ID] !== session) {
      this.#about = { ...this.#about, [SESSION_ID]: session };
    }
    return describe(message, this.#about);
  }

  /** An id that comes twice takes the place of the first, of which no response can be told from the second's. */
  #add(pending: Map<Id, StartedSpan>, id: Id, span: StartedSpan): void {
    const before = pending.get(id);
    if (before !== undefined) endWithout(before, 'cancelled');
    pending.set(id, span);
  }

  #end(pending: Map<Id, StartedSpan>, id: Id | undefined, response: unknown, kind: SpanKind): void {
    const span = id === undefined ? undefined : pending.get(id);
    if (span === undefined) return;
    pending.delete(id as Id);
    this.#learn(span, read(response, 'result'));
    endWithResponse(span, response, kind);
  }

  /** The response to `initialize` names what all further messages have in common. */
  #learn(span: StartedSpan, result: unknown): void {
    if (!span.name.startsWith('initialize')) return;
    const version = read(result, 'protocolVersion');
    if (typeof version === 'string' && version.length < 64) {
      this.#about = { ...this.#about, [PROTOCOL_VERSION]: version };
      span.describe((own) => own.setAttribute(PROTOCOL_VERSION, version));
    }
    const session = sessionOf(this.#transport);
    if (session !== undefined) span.describe((own) => own.setAttribute(SESSION_ID, session));
  }

  #cancel(pending: Map<Id, StartedSpan>, params: unknown): void {
    const id = read(params, 'requestId') as Id;
    const span = pending.get(id);
    if (span === undefined) return;
    pending.delete(id);
    endWithout(span, reasonIn(params));
  }

  #fail(pending: Map<Id, StartedSpan>, id: Id | undefined, span: StartedSpan, error: unknown): void {
    if (id !== undefined && pending.get(id) === span) pending.delete(id);
    span.fail(error);
    span.end();
  }

  /** A client of version 2 cancels a request with a stream of its own by closing that. */
  #endWithSignal(id: Id | undefined, span: StartedSpan, signal: unknown): void {
    if (id === undefined || !(signal instanceof AbortSignal)) return;
    const cancel = (): void => {
      if (this.#sent.get(id) !== span) return;
      this.#sent.delete(id);
      endWithout(span, 'cancelled');
    };
    signal.addEventListener('abort', cancel, { once: true });
  }
}
