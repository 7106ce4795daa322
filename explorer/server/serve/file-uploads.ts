/** `POST /api/files`: reads a file into the store, as fast as its spans are stored. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FileAnswer } from '../../api/files.js';
import { HttpError } from './http-error.js';
import { sendJson } from './send.js';
import { Turns } from './turns.js';

/** Reads a file from its bytes. Rejects if the store fails. */
export type ReadFile = (name: string, chunks: AsyncIterable<Buffer>) => Promise<FileAnswer>;

/** Milliseconds in which more of a file has to arrive. */
const PATIENCE = 30_000;
const MAX_NAME = 1024;

export class FileUploads {
  readonly #readFile: ReadFile;
  // a file that is read holds up to hundreds of megabytes
  readonly #turns = new Turns({ atOnce: 1, inLine: 32, wait: 600_000 });
  readonly #stopping = new AbortController();

  constructor(readFile: ReadFile) {
    this.#readFile = readFile;
  }

  /** Answers with what was read. Rejects with the error to respond with. */
  async handle(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST')
      throw new HttpError(405, 'Files are sent with POST, as they are on the disk.', { Allow: 'POST' });
    const clientGone = new AbortController();
    response.once('close', () => clientGone.abort());
    const endTurn = await this.#turns.take(AbortSignal.any([clientGone.signal, this.#stopping.signal]));
    try {
      const name = (url.searchParams.get('name') ?? 'file').slice(0, MAX_NAME);
      const answer = await this.#readFile(name, this.#chunksOf(request));
      await this.#drain(request);
      sendJson(response, 200, answer);
      // nobody waits for the rest of it any more
      if (this.#stopping.signal.aborted) request.socket.destroySoon();
    } finally {
      endTurn();
    }
  }

  /** Ends the reading of files: what arrived of them is stored. */
  close(): void {
    this.#stopping.abort();
  }

  /** Reads what was not needed: a browser reads the answer only once it has sent everything. */
  async #drain(request: IncomingMessage): Promise<void> {
    if (request.complete || request.destroyed) return;
    const chunks = this.#chunksOf(request);
    try {
      while ((await chunks.next()).done !== true);
    } catch {
      // the answer tells more than this would
    }
  }

  async *#chunksOf(request: IncomingMessage): AsyncGenerator<Buffer> {
    // leaving the loop early must not close the connection, which carries the answer
    const chunks = request.iterator({ destroyOnReturn: false });
    for (;;) {
      const { done, value } = await this.#inTime(chunks.next() as Promise<IteratorResult<Buffer, undefined>>);
      if (done === true) return;
      yield value;
    }
  }

  async #inTime<T>(next: Promise<T>): Promise<T> {
    const { signal } = this.#stopping;
    let [timer, stop]: [NodeJS.Timeout | undefined, (() => void) | undefined] = [undefined, undefined];
    const late = new Promise<never>((_, reject) => {
      stop = () => reject(new Error('the explorer was stopped'));
      timer = setTimeout(() => reject(new Error(`nothing arrived for ${PATIENCE / 1000} seconds`)), PATIENCE);
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop);
    });
    return Promise.race([next, late]).finally(() => {
      clearTimeout(timer);
      if (stop) signal.removeEventListener('abort', stop);
    });
  }
}
