/** The connections of gRPC clients: bounded in number, and closed if the client has vanished. */
import type { Http2Server, ServerHttp2Session } from 'node:http2';
import type { Limits } from './limits.js';

export class GrpcSessions {
  readonly #maximum: number;
  readonly #heartbeat: NodeJS.Timeout;
  /** The open calls of each connection, the oldest connection first. */
  readonly #calls = new Map<ServerHttp2Session, number>();
  readonly #unanswered = new WeakSet<ServerHttp2Session>();

  constructor(server: Http2Server, { connections, keepalive }: Pick<Limits, 'connections' | 'keepalive'>) {
    this.#maximum = connections;
    server.on('session', (session) => this.#add(session));
    this.#heartbeat = setInterval(() => this.#ping(), keepalive).unref();
  }

  /** Lets each client finish its calls, and then disconnects it. */
  close(): void {
    clearInterval(this.#heartbeat);
    for (const session of this.#calls.keys()) session.close();
  }

  #add(session: ServerHttp2Session): void {
    if (this.#calls.size >= this.#maximum && !this.#closeIdle()) {
      session.destroy();
      return;
    }
    this.#calls.set(session, 0);
    session.on('stream', (stream) => {
      this.#count(session, 1);
      stream.once('close', () => this.#count(session, -1));
    });
    session.once('close', () => this.#calls.delete(session));
  }

  #count(session: ServerHttp2Session, change: number): void {
    const calls = this.#calls.get(session);
    if (calls !== undefined) this.#calls.set(session, calls + change);
  }

  /** Closes the oldest connection without a call: its client connects again when it has spans to send. */
  #closeIdle(): boolean {
    for (const [session, calls] of this.#calls) {
      if (calls > 0) continue;
      this.#calls.delete(session);
      session.close();
      return true;
    }
    return false;
  }

  /** Asks each client for a sign of life, and disconnects those that gave none since the last time. */
  #ping(): void {
    for (const session of this.#calls.keys()) {
      if (this.#unanswered.has(session)) session.destroy();
      if (session.destroyed) continue;
      this.#unanswered.add(session);
      session.ping(() => this.#unanswered.delete(session));
    }
  }
}
