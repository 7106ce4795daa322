/** `GET /api/live`: server-sent events as spans arrive. */
import type { ServerResponse } from 'node:http';
import { HttpError } from './http-error.js';
import type { SpanBroadcaster } from './span-broadcaster.js';

/** Milliseconds between comments that keep a silent connection open. */
const KEEP_ALIVE_MS = 15_000;
/** Bytes that a slow client may leave unread. */
const MAX_UNREAD = 65_536;
const MAX_CLIENTS = 100;

export class ServerSentEvents {
  readonly #broadcaster: SpanBroadcaster;
  readonly #clients = new Set<ServerResponse>();

  constructor(broadcaster: SpanBroadcaster) {
    this.#broadcaster = broadcaster;
  }

  /** Sends events until the client goes, or is too slow. Throws an {@link HttpError} if there are too many clients. */
  connect(response: ServerResponse): void {
    if (this.#clients.size >= MAX_CLIENTS)
      throw new HttpError(503, 'Too many pages listen for live events. Close some.');
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    if (response.req.method === 'HEAD') return void response.end();
    this.#clients.add(response);
    const write = (text: string): void => {
      // the client reconnects, and reads everything again
      if (response.writableLength > MAX_UNREAD) response.destroy();
      else response.write(text);
    };
    write('retry: 2000\n\n');
    const unsubscribe = this.#broadcaster.subscribe((event) =>
      write(`event: spans\ndata: ${JSON.stringify(event)}\n\n`),
    );
    const keepAlive = setInterval(() => write(': still here\n\n'), KEEP_ALIVE_MS).unref();
    response.once('close', () => {
      unsubscribe();
      clearInterval(keepAlive);
      this.#clients.delete(response);
    });
  }

  /** Ends all connections. */
  close(): void {
    for (const response of this.#clients) response.end();
  }
}
