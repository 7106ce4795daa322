/** `POST /api/dry-run`: tries the text of a keep file on what is held. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DRY_RUN } from '../../api/dry-run.js';
import type { TriedRulesAnswer } from '../../api/dry-run.js';
import { QuestionError } from '../../api/parameters.js';
import { readParameters } from '../../api/read-parameters.js';
import { HttpError } from './http-error.js';
import { sendJson } from './send.js';
import { Turns } from './turns.js';

/** Tries rules on what came since a time, in milliseconds. Rejects with a `QuestionError` if the text has none. */
export type TryRules = (trial: {
  readonly text: string;
  readonly since: number;
  readonly signal: AbortSignal;
}) => Promise<TriedRulesAnswer>;

const MAX_TEXT = 256 * 1024;
const HOUR_IN_MICROSECONDS = 3_600_000_000;

export class DryRunHandler {
  readonly #tryRules: TryRules | undefined;
  // each holds what is tried in memory
  readonly #turns = new Turns({ atOnce: 1, inLine: 8, wait: 120_000 });

  /** @param tryRules undefined if the explorer keeps nothing */
  constructor(tryRules: TryRules | undefined) {
    this.#tryRules = tryRules;
  }

  /** Answers with what the rules would keep. Rejects with the error to respond with. */
  async handle(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST')
      throw new HttpError(405, 'Rules are tried with POST, and the text of a keep file.', { Allow: 'POST' });
    const { last = HOUR_IN_MICROSECONDS } = readParameters('dry-run', DRY_RUN.parameters, url.searchParams);
    const text = await readText(request);
    if (this.#tryRules === undefined)
      throw new QuestionError('This explorer holds no traces: start it with --keep, and try rules on what came since.');
    const clientGone = new AbortController();
    response.once('close', () => clientGone.abort());
    const endTurn = await this.#turns.take(clientGone.signal);
    try {
      const since = Date.now() - last / 1000;
      sendJson(response, 200, await this.#tryRules({ text, since, signal: clientGone.signal }));
    } finally {
      endTurn();
    }
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  // leaving the loop early must not close the connection, which carries the error
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_TEXT)
      throw new HttpError(413, `A keep file has at most ${MAX_TEXT / 1024} KiB.`, { Connection: 'close' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
