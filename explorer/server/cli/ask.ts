/** Asks a running explorer, or else the store that the command line names. */
import { existsSync } from 'node:fs';
import type { ErrorAnswer } from '../../api/answers.js';
import { QuestionError } from '../../api/parameters.js';
import { readQuestion } from '../../api/questions.js';
import { PORTS } from '../ports.js';
import { answerQuestion } from '../query/answer-question.js';
import { matchRoute } from '../serve/routes.js';
import { reachFolder } from '../store/reach-folder.js';
import { openStore } from '../store/open-store.js';
import type { Store } from '../store/open-store.js';
import { createStoreReader } from '../store/store-reader.js';
import { VERSION } from '../version.js';
import type { CommandLine } from './options.js';

export const DEFAULT_URL = `http://127.0.0.1:${PORTS.page}`;

/** Returns the URL of the explorer to ask; undefined if a store is to be read. */
export const explorerToAsk = async ({ url, namesStore }: CommandLine): Promise<string | undefined> =>
  url ?? (namesStore ? undefined : await findRunning());

/**
 * Answers the question at a path of the API, by a running explorer or from the store.
 *
 * @param signal aborted when the answer is no longer waited for
 * @throws a `QuestionError`, or the error of the explorer or the store
 */
export async function askPath(commandLine: CommandLine, path: string, signal?: AbortSignal): Promise<unknown> {
  const url = await explorerToAsk(commandLine);
  if (url === undefined) return withStore(commandLine, (store) => askStore(store, path, commandLine, signal));
  const response = await askRunning(url, path, 'application/json', commandLine.explorer.token, signal);
  return response.json();
}

function askStore(
  store: Store,
  path: string,
  { explorer: { openIn = [] } }: CommandLine,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const { pathname, searchParams } = new URL(path, DEFAULT_URL);
  const route = matchRoute(pathname);
  if (route === undefined) throw new QuestionError(`There is no question at ${pathname}.`);
  const params = readQuestion(route.name, searchParams, route.inPath);
  return answerQuestion(route.name, createStoreReader(store, signal && { signal }), params, {
    version: VERSION,
    storage: store.storage,
    backfill: store.backfill(),
    ...(store.lost && { lost: store.lost }),
    receivers: {},
    openIn,
  });
}

/** Returns the default URL if an explorer runs there. */
async function findRunning(): Promise<string | undefined> {
  try {
    const response = await fetch(`${DEFAULT_URL}/api/openapi.json`, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    // 401 is an explorer with a token
    return response.status === 200 || response.status === 401 ? DEFAULT_URL : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Asks an explorer, and returns its response.
 *
 * @param type the media type of what is asked for
 * @throws an error if none answers, or with the one that it answers
 */
export async function askRunning(
  url: string,
  path: string,
  type: string,
  token: string | undefined,
  signal?: AbortSignal,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(new URL(path, url), {
      ...(signal && { signal }),
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
    });
  } catch (error) {
    throw new Error(
      `No explorer answers at ${url}. Start one with "npx @spanlink/explorer", or name a store with --data.`,
      { cause: error },
    );
  }
  const found = response.headers.get('content-type') ?? '';
  if (!response.ok && found.startsWith('application/json'))
    throw new Error(((await response.json()) as ErrorAnswer).error);
  if (!response.ok || !found.startsWith(type)) throw new Error(`What answers at ${url} is no explorer.`);
  return response;
}

/** Opens the store that the command line names, passes it to `use`, and closes it. */
export async function withStore<T>({ explorer }: CommandLine, use: (store: Store) => Promise<T>): Promise<T> {
  const { data = '.spanlink', clickhouse } = explorer;
  if (clickhouse === undefined) await reachFolder(data, false);
  if (clickhouse === undefined && !existsSync(data))
    throw new Error(
      `No explorer answers at ${DEFAULT_URL}, and there is no folder ${data}. ` +
        'Start one with "npx @spanlink/explorer", or give --url or --data.',
    );
  const store = await openStore({ ...explorer, keepsRetention: true, ...(clickhouse === undefined && { data }) });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
