/** `query`: asks a running explorer, or a store that no explorer has open. */
import { existsSync } from 'node:fs';
import type { ErrorAnswer } from '../../api/answers.js';
import { isQuestion, QUESTIONS, readQuestion } from '../../api/questions.js';
import type { Question, QuestionName } from '../../api/questions.js';
import { answerQuestion } from '../query/answer-question.js';
import type { Answers } from '../../api/answers-by-question.js';
import { createStoreReader } from '../store/store-reader.js';
import { PORTS } from '../ports.js';
import { openStore } from '../store/open-store.js';
import { VERSION } from '../version.js';
import type { CommandLine } from './options.js';
import { printableJson } from './printable.js';
import { formatTable } from './table.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

const DEFAULT_URL = `http://127.0.0.1:${PORTS.page}`;

/** Prints the answer. Throws a {@link UsageError}, or the error of the explorer or the store. */
export async function query(commandLine: CommandLine, terminal: Terminal): Promise<void> {
  const [name = '', ...pairs] = commandLine.rest;
  if (!isQuestion(name)) {
    throw new UsageError(
      `${name === '' ? 'query needs a question' : `There is no question "${name}"`}: ` +
        `it is one of ${Object.keys(QUESTIONS).join(', ')}.`,
    );
  }
  const { inPath, search } = readPairs(name, pairs);
  // reports mistakes before anything is opened or sent
  readQuestion(name, search, inPath);
  const url = commandLine.url ?? (commandLine.namesStore ? undefined : await findRunning());
  const answer =
    url === undefined
      ? await askStore(name, search, inPath, commandLine)
      : await askRunning(url, name, search, inPath, commandLine.explorer.token);
  terminal.out(commandLine.isTable ? formatTable(name, answer) : `${printableJson(answer)}\n`);
}

function readPairs(
  name: QuestionName,
  pairs: readonly string[],
): { inPath: Record<string, string>; search: URLSearchParams } {
  const { path }: Question = QUESTIONS[name];
  const inPath: Record<string, string> = {};
  const search = new URLSearchParams();
  for (const pair of pairs) {
    const separator = pair.indexOf('=');
    if (separator <= 0)
      throw new UsageError(`"${pair}" must be key=value. "spanlink-explorer help query ${name}" lists the keys.`);
    const [key, value] = [pair.slice(0, separator), pair.slice(separator + 1)];
    if (path.includes(`{${key}}`)) inPath[key] = value;
    else search.append(key, value);
  }
  const missing = [...path.matchAll(/\{(\w+)\}/g)]
    .map(([, key = '']) => key)
    .filter((key) => !Object.hasOwn(inPath, key));
  if (missing.length > 0) throw new UsageError(`${name} needs ${missing.map((key) => `${key}=…`).join(' and ')}.`);
  return { inPath, search };
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

async function askRunning<N extends QuestionName>(
  url: string,
  name: N,
  search: URLSearchParams,
  inPath: Readonly<Record<string, string>>,
  token: string | undefined,
): Promise<Answers[N]> {
  const path = QUESTIONS[name].path.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(inPath[key] ?? ''));
  const questionUrl = new URL(path, url);
  questionUrl.search = search.toString();
  let response: Response;
  try {
    response = await fetch(questionUrl, { headers: token === undefined ? {} : { Authorization: `Bearer ${token}` } });
  } catch (error) {
    throw new Error(
      `No explorer answers at ${url}. Start one with "npx @spanlink/explorer", or name a store with --data.`,
      { cause: error },
    );
  }
  const text = await response.text();
  if (!response.headers.get('content-type')?.startsWith('application/json'))
    throw new Error(`What answers at ${url} is no explorer.`);
  const body: unknown = JSON.parse(text);
  if (!response.ok) throw new Error((body as ErrorAnswer).error);
  // the explorer answers by the same definitions
  return body as Answers[N];
}

async function askStore<N extends QuestionName>(
  name: N,
  search: URLSearchParams,
  inPath: Readonly<Record<string, string>>,
  commandLine: CommandLine,
): Promise<Answers[N]> {
  const { data = '.spanlink', clickhouse } = commandLine.explorer;
  if (clickhouse === undefined && !existsSync(data))
    throw new Error(
      `No explorer answers at ${DEFAULT_URL}, and there is no folder ${data}. ` +
        'Start one with "npx @spanlink/explorer", or give --url or --data.',
    );
  const store = await openStore({
    ...commandLine.explorer,
    keepsRetention: true,
    ...(clickhouse === undefined && { data }),
  });
  try {
    const explorerInfo = {
      version: VERSION,
      storage: store.storage,
      backfill: store.backfill(),
      ...(store.lost && { lost: store.lost }),
      receivers: {},
      openIn: commandLine.explorer.openIn ?? [],
    };
    return await answerQuestion(name, createStoreReader(store), readQuestion(name, search, inPath), explorerInfo);
  } finally {
    await store.close();
  }
}
