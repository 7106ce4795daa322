/** Answers questions over HTTP, a bounded number at once, and fewer of those that take much memory. */
import type { ServerResponse } from 'node:http';
import type { Answers } from '../../api/answers-by-question.js';
import { readQuestion } from '../../api/questions.js';
import type { QuestionName } from '../../api/questions.js';
import { answerQuestion } from '../query/answer-question.js';
import type { ExplorerInfo } from '../query/questions/status.js';
import { createStoreReader } from '../store/store-reader.js';
import type { ReadableStore } from '../store/store-reader.js';
import { AnswerSender } from './answer-sender.js';
import { HttpError } from './http-error.js';
import { matchRoute } from './routes.js';
import type { Route } from './routes.js';
import { Turns } from './turns.js';

export class QuestionHandler {
  readonly #store: ReadableStore;
  readonly #explorerInfo: () => ExplorerInfo;
  // the engine has few readers, and each question holds up to FEW_BYTES
  readonly #turns = new Turns({ atOnce: 32, inLine: 256, wait: 30_000 });
  // these hold up to a hundred megabytes, as rows and as JSON
  readonly #turnsForMany = new Turns({ atOnce: 2, inLine: 64, wait: 60_000 });
  readonly #sender = new AnswerSender();

  constructor(store: ReadableStore, explorerInfo: () => ExplorerInfo) {
    this.#store = store;
    this.#explorerInfo = explorerInfo;
  }

  /** Answers the question that a URL asks; stops when the client has gone. Rejects with the error to respond with. */
  async handle(url: URL, response: ServerResponse): Promise<void> {
    const clientGone = new AbortController();
    response.once('close', () => clientGone.abort());
    await this.#inTurn(url, clientGone.signal, (answer) => this.#sender.send(response, answer));
  }

  /**
   * Answers the question that a URL asks.
   *
   * @param signal aborted when the client no longer waits
   * @throws an error as `handle` does
   */
  answer(url: URL, signal: AbortSignal): Promise<Answers[QuestionName]> {
    return this.#inTurn(url, signal, (answer) => answer);
  }

  /** Passes the answer to `use` within a turn. */
  async #inTurn<T>(url: URL, signal: AbortSignal, use: (answer: Answers[QuestionName]) => T): Promise<T> {
    const route = matchRoute(url.pathname);
    if (route === undefined)
      throw new HttpError(404, `There is no ${url.pathname.slice(0, 80)}. GET /api/openapi.json says what there is.`);
    let endTurn = await this.#turns.take(signal);
    const beforeManyRows = async (): Promise<void> => {
      // those that wait for much must not keep those that need little from being answered
      endTurn();
      endTurn = await this.#turnsForMany.take(signal);
    };
    try {
      return use(await this.#answer(route, url, signal, beforeManyRows));
    } finally {
      endTurn();
    }
  }

  #answer(
    { name, inPath }: Route,
    url: URL,
    signal: AbortSignal,
    beforeManyRows: () => Promise<void>,
  ): Promise<Answers[QuestionName]> {
    const params = readQuestion(name, url.searchParams, inPath);
    const reader = createStoreReader(this.#store, { signal, beforeManyRows });
    return answerQuestion(name, reader, params, this.#explorerInfo());
  }
}
