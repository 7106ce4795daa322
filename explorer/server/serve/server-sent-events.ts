/** `GET /api/live`: server-sent events as spans arrive. */
import type { ServerResponse } from 'node:http';
import type { Live } from './span-broadcaster.js';

/**
 * Milliseconds after which a silent connection is given a sign of life, and bytes that a slow reader may leave unread.
 */
const PULSE = 15_000;
const MOST_UNREAD = 65_536;
const MOST_READERS = 100;

export class Events {
  readonly #live: Live;
  readonly #readers = new Set<ServerResponse>();

  constructor(live: Live) {
    this.#live = live;
  }

  /**
   * Answers with events until the reader goes, or is too slow. False where there are as many readers as there may be.
   */
  send(response: ServerResponse): boolean {
    if (this.#readers.size >= MOST_READERS) return false;
    this.#readers.add(response);
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    const write = (text: string): void => {
      // it comes back, and asks anew
      if (response.writableLength > MOST_UNREAD) response.destroy();
      else response.write(text);
    };
    write('retry: 2000\n\n');
    const stop = this.#live.listen((event) => write(`event: spans\ndata: ${JSON.stringify(event)}\n\n`));
    const pulse = setInterval(() => write(': still here\n\n'), PULSE).unref();
    response.once('close', () => {
      stop();
      clearInterval(pulse);
      this.#readers.delete(response);
    });
    return true;
  }

  /** Ends all connections. */
  close(): void {
    for (const response of this.#readers) response.end();
  }
}
