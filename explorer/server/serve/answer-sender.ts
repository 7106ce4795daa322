/** Sends answers as JSON, in parts: small ones at once, large ones as fast as their clients read. */
import type { ServerResponse } from 'node:http';

/** The bytes of a part. */
const PART = 64 * 1024;
/** The bytes that all clients together may leave unread. */
const MAX_UNREAD = 128 * 1024 * 1024;
/** The milliseconds that a client has for any answer, and the bytes for which it gets one more each. */
const PATIENCE = 30_000;
const BYTES_PER_MS = 256;

export class AnswerSender {
  /** The unread bytes by response, the oldest response first. */
  readonly #unread = new Map<ServerResponse, number>();
  #total = 0;

  /** Sends an answer; clients that read too slowly lose their connection. */
  send(response: ServerResponse, answer: object): void {
    const parts = [...jsonParts(answer)];
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    response.writeHead(200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Length': size,
    });
    if (response.req.method === 'HEAD') response.end();
    else if (parts.length === 1) response.end(parts[0]);
    else void this.#sendParts(response, parts, size);
  }

  async #sendParts(response: ServerResponse, parts: Buffer[], size: number): Promise<void> {
    this.#unread.set(response, size);
    this.#total += size;
    const timer = setTimeout(() => response.destroy(), PATIENCE + size / BYTES_PER_MS).unref();
    response.once('close', () => {
      clearTimeout(timer);
      this.#forget(response);
    });
    for (const [slowest] of this.#unread) {
      if (this.#total <= MAX_UNREAD) break;
      slowest.destroy();
      this.#forget(slowest);
    }
    for (let part = parts.shift(); part !== undefined && !response.destroyed; part = parts.shift()) {
      const sent = part.length;
      if (!response.write(part) && !response.destroyed) await drained(response);
      this.#read(response, sent);
    }
    response.end();
  }

  #read(response: ServerResponse, bytes: number): void {
    const unread = this.#unread.get(response);
    if (unread === undefined) return;
    this.#unread.set(response, unread - bytes);
    this.#total -= bytes;
  }

  #forget(response: ServerResponse): void {
    this.#total -= this.#unread.get(response) ?? 0;
    this.#unread.delete(response);
  }
}

/** Resolves once the client has read what was written, or has gone. */
const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });

/** Yields a value as JSON: a large one in parts, as one string might be longer than strings can be. */
function* jsonParts(answer: object): Generator<Buffer> {
  let text = '';
  for (const piece of jsonPieces(answer)) {
    text += piece;
    if (text.length < PART) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

/** Yields the JSON of each field of an object, and of each item of a list among them. */
function* jsonPieces(answer: object): Generator<string> {
  let separator = '{';
  for (const [key, value] of Object.entries(answer)) {
    if (value === undefined) continue;
    yield `${separator}${JSON.stringify(key)}:`;
    separator = ',';
    if (Array.isArray(value)) yield* jsonItems(value);
    else yield JSON.stringify(value);
  }
  yield separator === '{' ? '{}' : '}';
}

function* jsonItems(items: readonly unknown[]): Generator<string> {
  yield '[';
  for (const [index, item] of items.entries()) yield `${index === 0 ? '' : ','}${JSON.stringify(item)}`;
  yield ']';
}
