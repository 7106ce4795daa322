/** Answers questions over HTTP, a bounded number at once. */
import type { ServerResponse } from 'node:http';
import { readQuestion } from '../../api/questions.js';
import { answerQuestion } from '../query/answer-question.js';
import type { ExplorerInfo } from '../query/questions/status.js';
import { createStoreReader } from '../store/store-reader.js';
import type { ReadableStore } from '../store/store-reader.js';
import { HttpError } from './http-error.js';
import { matchRoute } from './routes.js';
import { sendJson } from './send.js';

// the engine has few readers, and questions that wait for one hold memory
const MAX_CONCURRENT = 64;

export class QuestionHandler {
  readonly #store: ReadableStore;
  readonly #explorerInfo: () => ExplorerInfo;
  #concurrent = 0;

  constructor(store: ReadableStore, explorerInfo: () => ExplorerInfo) {
    this.#store = store;
    this.#explorerInfo = explorerInfo;
  }

  /** Answers the question that a URL asks; stops when the client has gone. Rejects with the error to respond with. */
  async handle(url: URL, response: ServerResponse): Promise<void> {
    const route = matchRoute(url.pathname);
    if (route === undefined)
      throw new HttpError(404, `There is no ${url.pathname.slice(0, 80)}. GET /api/openapi.json says what there is.`);
    if (this.#concurrent >= MAX_CONCURRENT)
      throw new HttpError(503, 'Too many questions at once. Ask again.', { 'Retry-After': '1' });
    const clientGone = new AbortController();
    response.once('close', () => clientGone.abort());
    this.#concurrent += 1;
    try {
      const params = readQuestion(route.name, url.searchParams, route.inPath);
      const reader = createStoreReader(this.#store, clientGone.signal);
      sendJson(response, 200, await answerQuestion(route.name, reader, params, this.#explorerInfo()));
    } finally {
      this.#concurrent -= 1;
    }
  }
}
